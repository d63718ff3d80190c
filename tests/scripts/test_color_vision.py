"""Contrast of colors by WCAG, and their differences under color-vision deficiencies."""

from __future__ import annotations

import tomllib
from itertools import pairwise

import pytest

from embviz.figures import PALETTES
from scripts.color_vision import (
    DEFICIENCIES,
    color_difference,
    contrast_ratio,
    most_similar_colors,
    to_oklab,
)
from tests.support.server import ROOT

THEMES = ("light", "dark")
TEXT, GRAPHICS = 4.5, 3.0

# Adjacent colors look different from about 2 on; distant points need more.
MIN_GROUP_DIFFERENCE = 8.0
# Colors with a meaning also have a label or a position of their own.
MIN_SEMANTIC_DIFFERENCE = 6.0
MIN_STEP_DIFFERENCE = 5.0

GROUPS = [f"group-{i}" for i in range(8)]
SEQUENTIAL = [f"sequential-{i}" for i in range(5)]
DIVERGING = [f"diverging-{i}" for i in range(11)]

each_theme = pytest.mark.parametrize("theme", THEMES)
each_deficiency = pytest.mark.parametrize("deficiency", DEFICIENCIES)


def test_contrast_and_deficiencies_by_hand() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    for deficiency in DEFICIENCIES:  # Gray is gray under each deficiency.
        assert to_oklab("#808080", deficiency)[1:] == pytest.approx([0, 0], abs=1e-3)
    # Red and green of equal lightness, which deuteranopia makes similar.
    red, green = "#b45000", "#5d7800"
    assert color_difference(red, green, "deuteranopia") < color_difference(red, green) / 3
    assert color_difference(red, green, "tritanopia") > color_difference(red, green) / 2


@each_theme
def test_theme_colors_have_contrast(theme: str) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    main = config[theme]
    for colors in (main, main | main["sidebar"]):
        for page in (colors["backgroundColor"], colors["secondaryBackgroundColor"]):
            for text in ("textColor", "linkColor", "grayTextColor"):
                assert contrast_ratio(colors[text], page) >= TEXT, (text, page)
            assert contrast_ratio(colors["primaryColor"], page) >= GRAPHICS
    assert contrast_ratio(main["codeTextColor"], main["codeBackgroundColor"]) >= TEXT
    # Streamlit's text on primary buttons.
    assert contrast_ratio("#ffffff", main["primaryColor"]) >= TEXT


@each_theme
def test_palette_colors_have_contrast(theme: str) -> None:
    palette = PALETTES[theme]
    assert palette["background"] == palette["gap"]
    for name in ("text", "muted", "blue", "orange", "green"):  # All are text colors.
        assert contrast_ratio(palette[name], palette["background"]) >= TEXT, name
        if name in ("text", "muted"):  # Text of hover labels.
            assert contrast_ratio(palette[name], palette["panel"]) >= TEXT, name
    for name in ("bar", "neutral", *GROUPS, *SEQUENTIAL):
        assert contrast_ratio(palette[name], palette["background"]) >= GRAPHICS, name
    for end in (DIVERGING[0], DIVERGING[-1]):
        assert contrast_ratio(palette[end], palette[DIVERGING[5]]) >= GRAPHICS


@each_deficiency
@each_theme
def test_group_colors_differ(theme: str, deficiency: str) -> None:
    colors = {name: PALETTES[theme][name] for name in GROUPS}
    assert most_similar_colors(colors, deficiency) > (MIN_GROUP_DIFFERENCE,)
    # Points in no group are gray, next to seven group colors.
    with_gray = {name: PALETTES[theme][name] for name in ("neutral", *GROUPS[:7])}
    assert most_similar_colors(with_gray, deficiency) > (MIN_SEMANTIC_DIFFERENCE,)


@each_deficiency
@each_theme
def test_semantic_colors_differ(theme: str, deficiency: str) -> None:
    for names in (("blue", "orange", "green", "neutral"), ("bar", "orange", "green")):
        colors = {name: PALETTES[theme][name] for name in names}
        assert most_similar_colors(colors, deficiency) > (MIN_SEMANTIC_DIFFERENCE,)


@each_deficiency
@each_theme
def test_scales_have_distinct_steps_and_monotonic_lightness(theme: str, deficiency: str) -> None:
    palette = PALETTES[theme]

    def lightness(names: list[str]) -> list[float]:
        return [float(to_oklab(palette[name], deficiency)[0]) for name in names]

    for names in (SEQUENTIAL, DIVERGING):
        for one, other in pairwise(names):
            assert (
                color_difference(palette[one], palette[other], deficiency)
                >= MIN_STEP_DIFFERENCE - 0.1
            )
    # Larger numbers contrast more with the background, on both sides of zero.
    toward_page = theme == "light"
    for names in (SEQUENTIAL, DIVERGING[5:], DIVERGING[5::-1]):
        assert lightness(names) == sorted(lightness(names), reverse=toward_page)
    # Both sides of zero differ.
    for low, high in zip(DIVERGING[:4], DIVERGING[:6:-1], strict=True):
        assert color_difference(palette[low], palette[high], deficiency) > MIN_GROUP_DIFFERENCE
