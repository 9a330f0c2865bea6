"""docs/speed.md and its picture, from the figures of :mod:`benchmarks.speed`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

from pipeline.bars import verdict

_SIZE: Final = (960, 420)
_EDGE: Final = 70
_INK: Final = "#0f172a"
_LINE: Final = "#0f766e"


def draw(found: dict[str, Any], file: Path) -> None:
    """Draw how the time of one text and the speed of a batch change with the corpus."""
    picture = Image.new("RGB", _SIZE, "white")
    rows = [step["rows"] for step in found["growth"]]
    half = _SIZE[0] // 2
    for left, title, key in (
        (0, "one text, p50 in ms", "p50_ms"),
        (half, "texts a second, batches of 64", "batch_64_per_second"),
    ):
        _chart(ImageDraw.Draw(picture), left, title, rows, [step[key] for step in found["growth"]])
    picture.save(file, optimize=True)


def _chart(
    pen: ImageDraw.ImageDraw, left: int, title: str, rows: Sequence[int], values: Sequence[float]
) -> None:
    font = ImageFont.load_default(16)
    right, bottom, top = left + _SIZE[0] // 2 - _EDGE // 2, _SIZE[1] - _EDGE, _EDGE
    pen.text((left + _EDGE, 20), title, _INK, font)
    pen.line([(left + _EDGE, top), (left + _EDGE, bottom), (right, bottom)], _INK)
    width, height = right - left - _EDGE, bottom - top
    points = [
        (left + _EDGE + width * r / max(rows) * 0.9, bottom - height * v / max(values) * 0.9)
        for r, v in zip(rows, values, strict=True)
    ]
    pen.line(points, _LINE, 3)
    for (x, y), r, v in zip(points, rows, values, strict=True):
        pen.ellipse((x - 5, y - 5, x + 5, y + 5), _LINE)
        pen.text((x, y - 24), f"{v:,.1f}", _INK, font, anchor="mm")
        pen.text((x, bottom + 18), f"{r / 1000:,.0f}k", _INK, font, anchor="mm")
    pen.text((left + _EDGE + width // 2, bottom + 44), "rows", _INK, font, anchor="mm")


def write_report(found: dict[str, Any], file: Path) -> None:
    """Write the figures as a page."""
    rows = f"{found['rows']:,}"
    many = max(map(int, found["common"]))
    designs = [
        ("ours", rows, found["ours"]),
        ("ours, again", rows, found["ours_again"]),
        *(("common", f"{int(size):,}", x) for size, x in found["common"].items()),
    ]
    lines = [
        "# How fast it is",
        "",
        f"Measured by `python -m benchmarks.speed` on {found['cores']} cores, with "
        f"{found['texts']} different texts of {found['encoder']['tokens_per_text']} tokens on "
        f"average; load of the machine before it {found['load_before']}. The common design is "
        "sentence-transformers on torch with an encoder of the shape of "
        "paraphrase-multilingual-MiniLM-L12-v2 and scikit-learn's KNeighborsClassifier, brute "
        "force, cosine; its figures are for the nearest codes alone, ours for whole answers. It "
        "cuts words up with our tokenizer, since its own is not at hand here: that is a small part "
        "of its time.",
        "",
        "| design | rows | one text p50 / p99, ms | texts/s, batch 64 | 1 caller | 8 callers |",
        "|---|---:|---:|---:|---:|---:|",
        *(_row(name, size, x) for name, size, x in designs),
        "",
        "Ours was measured twice, before and after the common design; the worse figure counts. "
        f"Against the common design over {many:,} rows it is {found['times_faster_batch_64']} "
        f"times as fast in batches of 64 and {found['times_faster_single_p50']} times with one "
        f"text (p50). {_encoders(found)}{_bars(found)}",
        "",
        "From nothing to the first answer, and the memory after all texts (at most, while they "
        "were answered), each design alone in a process of its own: ours "
        f"{_start(found['start']['ours'])}; the common design over {many:,} rows, read from a "
        f"file, {_start(found['start']['common'])}; its encoder without any search "
        f"{_start(found['start']['common_encoder_only'])}.",
        "",
        f"![Growth with the corpus]({file.with_suffix('.png').name})",
        "",
        "The encoder does "
        f"{found['encoder']['encoder_giga_products_per_second']} billion int8 products a second on "
        f"one core, {found['encoder']['share_of_peak']:.0%} of the "
        f"{found['encoder']['int8_peak_giga_products_per_second']} billion that a large matrix "
        "product of onnxruntime reaches there.",
        "",
        *_own_time(found["own_time"]),
        "",
    ]
    file.write_text("\n".join(lines), "utf-8")


def _encoders(found: dict[str, Any]) -> str:
    """Return what the encoders do without any search."""
    alone = found["encoder_alone_batch_64_per_second"]
    return (
        f"The common encoder alone, without any search, makes vectors of {alone['common']} texts a "
        f"second in batches of 64, ours of {alone['ours']}; our whole answers come "
        f"{found['times_faster_than_encoder']} times as fast as its vectors."
    )


def _bars(found: dict[str, Any]) -> str:
    """Return the bars, and whether they hold."""
    told = [
        f"at least {bar} times {how}: {verdict(times >= bar)}"
        for how, bar, times in (
            ("in batches", found["bars"]["batch_64"], found["times_faster_batch_64"]),
            ("with one text", found["bars"]["single_p50"], found["times_faster_single_p50"]),
            (
                "in batches against its encoder alone",
                found["bars"]["encoder"],
                found["times_faster_than_encoder"],
            ),
        )
    ]
    return f" The bars: {'; '.join(told)}."


def _row(name: str, rows: str, figures: dict[str, Any]) -> str:
    one = figures["single"]
    return (
        f"| {name} | {rows} | {one['p50_ms']} / {one['p99_ms']} "
        f"| {figures['batch_64_per_second']} | {figures['callers_1_per_second']} "
        f"| {figures['callers_8_per_second']} |"
    )


def _own_time(found: dict[str, Any]) -> list[str]:
    if "missing" in found:
        return [f"Where the time goes was not measured: {found['missing']}"]
    return [
        f"Where the time of ours goes, own time by function in {found['samples']:,} samples of "
        "py-spy (what a library does in C counts for the function that calls it):",
        "",
        "| function | share |",
        "|---|---:|",
        *(f"| `{row['function']}` | {row['share']:.1%} |" for row in found["top"]),
    ]


def _start(figures: dict[str, float]) -> str:
    return f"{figures['seconds']} s, {figures['mb']:,} MB ({figures['peak_mb']:,} MB)"
