"""The map as a still picture, for README and model card."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from hsclassify.labels import LETTER_PX, Label, chapter_labels
from hsclassify.latent import LatentMap, section_centres
from hsclassify.nomenclature import Nomenclature
from hsclassify.palette import DARK, LIGHT, Shades, colours

WIDTH: Final = 1600
_FINER: Final = 3  # drawn this much larger, then scaled down: Pillow draws without smoothing
_DOT_PX: Final = 1.2
_EDGE_PX: Final = 30
_LETTER_PX: Final = 17
_SHADES: Final = 256


@dataclass(frozen=True)
class Look:
    """Colours of a picture."""

    shades: Shades
    ground: str
    ink: str


LOOKS: Final = {
    "light": Look(LIGHT, "#ffffff", "#0f172a"),
    "dark": Look(DARK, "#0b1220", "#f1f5f9"),
}


def draw_map(latent: LatentMap, nomenclature: Nomenclature, look: Look, file: Path) -> None:
    """Write the map as :func:`map_png` draws it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(map_png(latent, nomenclature, look))


def map_png(latent: LatentMap, nomenclature: Nomenclature, look: Look) -> bytes:
    """Return the map as a PNG, 1,600 pixels wide and as high as the map needs, named in English.

    The same map gives the same bytes.
    """
    scale = WIDTH / 2 - _EDGE_PX
    half_height = float(abs(latent.points[:, 1]).max()) * scale + _EDGE_PX
    size = WIDTH, round(2 * half_height)
    image = Image.new("RGB", (size[0] * _FINER, size[1] * _FINER), look.ground)
    _dots(ImageDraw.Draw(image), latent, nomenclature, look, scale, size)
    image = image.resize(size, Image.Resampling.LANCZOS)
    labels = chapter_labels(latent, nomenclature, "en")
    _names(ImageDraw.Draw(image), labels, look, scale, size)
    file = BytesIO()
    # Of so many small dots the eye misses no shade, and the file is a third.
    image.quantize(_SHADES, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _dots(
    pen: ImageDraw.ImageDraw,
    latent: LatentMap,
    nomenclature: Nomenclature,
    look: Look,
    scale: float,
    size: tuple[int, int],
) -> None:
    palette = colours(section_centres(latent, nomenclature), look.shades)
    radius = _DOT_PX * _FINER
    for code, (x, y) in zip(latent.codes, latent.points.tolist(), strict=True):
        across, down = (_FINER * at for at in _pixel(x, y, scale, size))
        box = across - radius, down - radius, across + radius, down + radius
        pen.ellipse(box, fill=palette[nomenclature.parent(code[:2])])


def _names(
    pen: ImageDraw.ImageDraw,
    labels: tuple[Label, ...],
    look: Look,
    scale: float,
    size: tuple[int, int],
) -> None:
    font = ImageFont.load_default(_LETTER_PX)
    for label in labels:
        # Labels know their room for letters of another size.
        if label.scale <= scale * LETTER_PX / _LETTER_PX:
            at = _pixel(label.x, label.y, scale, size)
            pen.text(at, label.text, look.ink, font, "mm", stroke_width=3, stroke_fill=look.ground)


def _pixel(x: float, y: float, scale: float, size: tuple[int, int]) -> tuple[float, float]:
    return size[0] / 2 + x * scale, size[1] / 2 - y * scale
