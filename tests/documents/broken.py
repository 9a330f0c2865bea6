"""Files that are no invoices: fuzzed, cut off, misnamed, locked, bombs."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, ImageDraw


def small_pdf(text: str = "Invoice No. 12 frozen shrimp 10 kg", *, page_side: int = 600) -> bytes:
    """A PDF of one page that says *text*."""
    content = f"BT /F1 12 Tf 50 {min(page_side, 600) - 60} Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>" % (page_side, page_side),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return assembled(objects)


def table_pdf(rows: list[tuple[str, ...]]) -> bytes:
    """A PDF of one page with *rows* of five cells, Latin letters only."""
    content = b""
    for number, row in enumerate(rows):
        for x, text in zip((40, 250, 320, 390, 470), row, strict=True):
            escaped = text.replace("(", r"\(").replace(")", r"\)")
            content += f"BT /F1 10 Tf {x} {720 - 22 * number} Td ({escaped}) Tj ET\n".encode()
    return page_pdf(content)


def crowded_pdf(words: int) -> bytes:
    """A PDF of one page with a single line of so many tiny *words*."""
    return page_pdf(
        b"".join(
            b"BT /F1 0.4 Tf %.2f 400 Td (w%d) Tj ET\n" % (10 + i * 570 / words, i)
            for i in range(words)
        )
    )


def page_pdf(content: bytes, packing: bytes = b"") -> bytes:
    """A PDF of one page drawn by *content*, which *packing* says how to unpack."""
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< %s/Length %d >>\nstream\n%s\nendstream" % (packing, len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def assembled(objects: list[bytes]) -> bytes:
    """A PDF of numbered *objects*, the first of them the catalogue."""
    data = b"%PDF-1.5\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(data))
    )


def actual_text_pdf(*texts: str) -> bytes:
    """A PDF of one page that says of each of its letters that it stands for one of *texts*."""
    content = b"".join(
        b"/Span << /ActualText <%s> >> BDC BT /F1 12 Tf 50 %d Td (x) Tj ET EMC\n"
        % (b"feff" + text.encode("utf-16-be").hex().encode(), 800 - 20 * line)
        for line, text in enumerate(texts)
    )
    return page_pdf(content)


def named_font_pdf(colours: int, openings: int = 20) -> bytes:
    """A PDF of some kilobytes with hidden letters on a picture, in fonts that are named like tags.

    Poppler prints a name with *openings* of a text for each of *colours*.
    """
    hidden = (
        b"q 600 0 0 842 0 0 cm /I Do Q BT 3 Tr /F1 12 Tf 50 700 Td (hidden letters 123) Tj 0 Tr\n"
    )
    shown = b"".join(
        b"%.3f %.3f 0 rg () Tj\n" % (i % 256 / 255, i // 256 / 255) for i in range(colours)
    )
    packed, picture = (zlib.compress(x, 9) for x in (hidden + shown + b"ET", bytes(75 * 842)))
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> /XObject << /I 6 0 R >> >> >>",
            b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /%s >>" % (b"#3Ctext#20" * openings),
            b"<< /Type /XObject /Subtype /Image /Width 600 /Height 842 /BitsPerComponent 1 "
            b"/ColorSpace /DeviceGray /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
            % (len(picture), picture),
        ]
    )


def numbers_pdf(rows: int = 70, columns: int = 69) -> bytes:
    """A PDF of one page with a table of nothing but numbers behind a label in each row."""
    content = b""
    for row in range(rows):
        cells = [
            b"goods" + b"abcdefghij"[row % 10 :],
            *(b"%d" % (100 + 13 * row + 7 * i) for i in range(columns)),
        ]
        for i, cell in enumerate(cells):
            x, y = (50 if i else 5) + i * 540 / columns, 820 - row * 780 / rows
            content += b"BT /F1 2 Tf %.2f %.2f Td (%s) Tj ET\n" % (x, y, cell)
    return page_pdf(content)


def empty_pdf() -> bytes:
    """A PDF without pages."""
    return assembled(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]
    )


def picture_bomb_pdf(side: int = 40_000) -> bytes:
    """A PDF of a few kilobytes with a picture of *side* by *side* pixels in it."""
    packed = zlib.compress(b"\0" * (side // 8 * 2000), 9)
    form = b"/Width %d /Height %d /BitsPerComponent 1 /Filter /FlateDecode" % (side, side)
    return pictured_pdf(form, packed)


def pictured_pdf(form: bytes, picture: bytes) -> bytes:
    """A PDF of one page with a grey *picture*, which lies in it as *form* says."""
    content = b"q 500 0 0 500 0 0 cm /I Do Q"
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 600] /Contents 4 0 R "
            b"/Resources << /XObject << /I 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /XObject /Subtype /Image /ColorSpace /DeviceGray %s /Length %d >>\n"
            b"stream\n%s\nendstream" % (form, len(picture), picture),
        ]
    )


def locked_pdf() -> bytes:
    """A PDF that asks for a password: the encryption key fits no password."""
    plain = small_pdf()
    return plain.replace(
        b"/Root 1 0 R >>",
        b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> >> >>",
    )


def flate_bomb_pdf(megabytes: int = 24) -> bytes:
    """A PDF of some kilobytes whose page is drawn by *megabytes* of words."""
    word = b"BT /F1 9 Tf 9 9 Td (word) Tj ET\n"
    packed = zlib.compress(word * (megabytes * 1_000_000 // len(word)), 9)
    return page_pdf(packed, b"/Filter /FlateDecode ")


def narrow_picture(width: int = 60, height: int = 60_000) -> bytes:
    """A sound PNG that is nothing but a line once it is fitted on a page."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(stream, "PNG")
    return stream.getvalue()


def mixed_pdf(
    text: str,
    pictures: tuple[tuple[int, int], ...] = (),
    *,
    rotate: int = 0,
    scan: bytes = b"",
    then: bytes = b"",
    hidden: bool = False,
) -> bytes:
    """A PDF whose first page has *text*, a line each, over *scan*, a JPEG that covers it.

    The text is not drawn where it is *hidden*, as copiers write what they read of a scan.
    A page with an empty picture for each size in *pictures* follows, and one of the JPEG *then*.
    """
    lines = "".join(
        f"BT {3 if hidden else 0} Tr /F1 8 Tf {x} {800 - 22 * y} Td ({cell}) Tj ET "
        for y, line in enumerate(text.splitlines())
        for x, cell in zip((40, 240, 320, 390, 470), line.split("|"), strict=False)
    )
    image = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /Device%s /Filter"
    first = b"q 600 0 0 842 0 0 cm /I Do Q " * bool(scan) + lines.encode()
    drawings = [(first, b"/I 4 0 R")]
    objects = [b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    size = Image.open(io.BytesIO(scan)).size if scan else (1, 1)
    objects.append(
        b"<< %s /DCTDecode /BitsPerComponent 8 /Length %d >>\nstream\n%s\nendstream"
        % (image % (*size, b"RGB"), len(scan), scan)
    )
    for width, height in pictures:
        packed = zlib.compress(bytes((width + 7) // 8 * height), 9)
        objects.append(
            b"<< %s /FlateDecode /BitsPerComponent 1 /Length %d >>\nstream\n%s\nendstream"
            % (image % (width, height, b"Gray"), len(packed), packed)
        )
        drawings.append((b"q 500 0 0 500 0 0 cm /I Do Q", b"/I %d 0 R" % (len(objects) + 2)))
    if then:
        objects.append(
            b"<< %s /DCTDecode /BitsPerComponent 8 /Length %d >>\nstream\n%s\nendstream"
            % (image % (*Image.open(io.BytesIO(then)).size, b"RGB"), len(then), then)
        )
        drawings.append((b"q 600 0 0 842 0 0 cm /I Do Q", b"/I %d 0 R" % (len(objects) + 2)))
    kids = []
    for content, named in drawings:
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        number = len(objects) + 2
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 842] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> /XObject << %s >> >> >>" % (rotate, number, named)
        )
        kids.append(b"%d 0 R" % (number + 1))
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", tree, *objects])


def png_bomb(side: int = 30_000) -> bytes:
    """A PNG whose header claims *side* by *side* pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
        + chunk(b"IEND", b"")
    )


def tiff_bomb(side: int = 40_000) -> bytes:
    """A TIFF of a few kilobytes whose one frame claims *side* by *side* pixels."""
    packed = zlib.compress(bytes(1_000_000), 9)
    short, long = 3, 4
    # Width, height, bits, deflated, black is 0, place, samples, rows in a strip, bytes.
    fields = [
        (256, long, side), (257, long, side), (258, short, 1), (259, short, 8),
        (262, short, 1), (273, long, 8), (277, short, 1), (278, long, side),
        (279, long, len(packed)),
    ]  # fmt: skip
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in fields)
    directory = struct.pack("<H", len(fields)) + entries + bytes(4)
    return b"II*\0" + struct.pack("<I", 8 + len(packed)) + packed + directory


def jpx_bomb_pdf(side: int = 30_000) -> bytes:
    """A PDF with a JPEG 2000 picture of *side* by *side* pixels that is listed as a small one."""
    stream = io.BytesIO()
    Image.new("L", (64, 64), 200).save(stream, "JPEG2000", no_jp2=True)
    picture = bytearray(stream.getvalue())
    at = picture.index(b"\xff\x51") + 6
    for place in (0, 4, 16, 20):  # Width and height of the whole, and of its one tile.
        picture[at + place : at + place + 4] = struct.pack(">I", side)
    form = b"/Width 64 /Height 64 /BitsPerComponent 8 /Filter /JPXDecode"
    return pictured_pdf(form, bytes(picture))


def picture(kind: str, side: int = 120) -> bytes:
    """A sound picture file of *kind*."""
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((side, side)).convert("RGB").save(stream, kind)
    return stream.getvalue()


def scanned_pdf(side: int = 200) -> bytes:
    """A PDF with a picture in it and no text."""
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((side, side)).convert("RGB").save(stream, "PDF")
    return stream.getvalue()


def dotted_picture(side: int = 3600) -> bytes:
    """A PNG of some kilobytes with a black square of 7 pixels each 14 pixels across and 10 down."""
    tile = Image.new("L", (14, 10), "white")
    tile.paste(0, (3, 1, 10, 8))
    page = Image.new("L", (side, side), "white")
    for left in range(0, side, 14):
        page.paste(tile, (left, 0))
    row = page.crop((0, 0, side, 10))
    for top in range(10, side, 10):
        page.paste(row, (0, top))
    stream = io.BytesIO()
    page.save(stream, "PNG")
    return stream.getvalue()


def written_picture() -> bytes:
    """A PNG with a line of text on it."""
    stream = io.BytesIO()
    page = Image.new("RGB", (600, 200), "white")
    ImageDraw.Draw(page).text((30, 80), "Invoice 12: frozen shrimp", "black", font_size=36)
    page.save(stream, "PNG")
    return stream.getvalue()


def broken_files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield *count* names and contents; the same for the same *seed*."""
    rng = random.Random(seed)  # noqa: S311
    sound = [
        ("a.pdf", small_pdf()),
        ("scan.pdf", scanned_pdf()),
        ("text.png", written_picture()),
        *((f"a.{kind.lower()}", picture(kind)) for kind in ("PNG", "JPEG", "WEBP", "TIFF", "BMP")),
    ]
    special = [
        ("empty.pdf", b""),
        ("long.png", narrow_picture()),
        ("longer.png", narrow_picture(40, 100_000)),
        ("none.pdf", empty_pdf()),
        ("bomb.pdf", picture_bomb_pdf()),
        ("bomb.png", png_bomb()),
        ("bomb.tif", tiff_bomb()),
        ("jpx.pdf", jpx_bomb_pdf()),
        ("words.pdf", flate_bomb_pdf()),
        ("locked.pdf", locked_pdf()),
        ("zip.pdf", b"PK\x03\x04" + bytes(200)),
        ("page.pdf", b"<html><body>no</body></html>"),
        ("misnamed.png", small_pdf()),
        ("misnamed.pdf", picture("PNG")),
        ("huge-page.pdf", small_pdf(page_side=14_400)),
        ("-rf.pdf", b"%PDF-1.4 junk"),
        ("$(touch x).pdf", b"%PDF-"),
        ("fonts.pdf", named_font_pdf(600)),
        ("dots.png", dotted_picture()),
        ("numbers.pdf", numbers_pdf()),
    ]
    for number in range(count):
        if number < len(special):
            yield special[number]
            continue
        name, data = rng.choice(sound)
        yield name, _damaged(data, rng)


def _damaged(data: bytes, rng: random.Random) -> bytes:
    draw = rng.random()
    if draw < 0.35:
        return data[: rng.randrange(1, len(data))]
    changed = bytearray(data)
    for _ in range(rng.randrange(1, 40)):
        # The first bytes stay, or the file would only be told apart as another kind.
        changed[rng.randrange(min(16, len(changed) - 1), len(changed))] = rng.randrange(256)
    if draw < 0.5:
        at = rng.randrange(16, len(changed))
        changed[at:at] = rng.randbytes(rng.randrange(1, 300))
    return bytes(changed)
