"""Colours, fonts and shapes of the page. System fonts only: the page asks no other host."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import gradio as gr

_FOLDER: Final = Path(__file__).parent
_FONTS: Final = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Noto Sans",
    "Noto Sans Thai",
    "Leelawadee UI",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "sans-serif",
)
_MONO: Final = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def create_theme() -> gr.themes.Base:
    """Return the theme: slate and teal, quiet in the light and in the dark."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        secondary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_lg,
        text_size=gr.themes.sizes.text_md,
        font=_FONTS,
        font_mono=_MONO,
    ).set(
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        body_background_fill="*neutral_50",
        body_background_fill_dark="#0b1220",
        background_fill_primary_dark="#111a2b",
        background_fill_secondary_dark="#0f1726",
        block_background_fill="white",
        block_background_fill_dark="#111a2b",
        block_border_color="*neutral_200",
        block_border_color_dark="#243147",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_400",
        block_title_text_weight="600",
        block_title_text_color="*neutral_800",
        block_title_text_color_dark="*neutral_100",
        border_color_primary="*neutral_200",
        border_color_primary_dark="#243147",
        input_border_width="1px",
        input_background_fill="white",
        input_background_fill_dark="#0d1525",
        input_border_color="*neutral_300",
        input_border_color_dark="#33435e",
        input_border_color_focus="*primary_600",
        input_border_color_focus_dark="*primary_400",
        checkbox_background_color_selected="*primary_700",
        checkbox_background_color_selected_dark="*primary_600",
        checkbox_border_color_selected="*primary_700",
        checkbox_border_color_selected_dark="*primary_600",
        checkbox_label_background_fill="*neutral_100",
        checkbox_label_background_fill_hover="*neutral_200",
        checkbox_label_background_fill_selected="*primary_50",
        checkbox_label_background_fill_dark="#1b2638",
        checkbox_label_background_fill_hover_dark="#243147",
        checkbox_label_background_fill_selected_dark="#10302f",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_800",
        button_primary_text_color="white",
        button_primary_text_color_dark="white",
    )


def launch_options() -> dict[str, Any]:
    """Return what ``launch()`` has to know about the looks of the page."""
    return {
        "theme": create_theme(),
        "css_paths": sorted(_FOLDER.glob("*.css")),
        "favicon_path": _FOLDER / "favicon.svg",
        "footer_links": [],  # the page has a footer of its own, in its language,
    }
