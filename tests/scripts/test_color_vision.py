"""Colors that everybody can tell apart: contrast by WCAG, and the deficiencies of color vision."""

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

# Two colors side by side look different from about 2 on; points apart from each other need more.
APART = 8.0
# Those with a meaning have a label or a place of their own besides.
MEANT_APART = 6.0
STEPS_APART = 5.0

GROUPS = [f"group-{i}" for i in range(8)]
SEQUENTIAL = [f"sequential-{i}" for i in range(5)]
DIVERGING = [f"diverging-{i}" for i in range(11)]

each_theme = pytest.mark.parametrize("theme", THEMES)
each_deficiency = pytest.mark.parametrize("deficiency", DEFICIENCIES)


def test_contrast_and_deficiencies_by_hand() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    for deficiency in DEFICIENCIES:  # Gray is gray to everybody.
        assert to_oklab("#808080", deficiency)[1:] == pytest.approx([0, 0], abs=1e-3)
    # Red and green of equal lightness: nearly the same without one kind of cones.
    red, green = "#b45000", "#5d7800"
    assert color_difference(red, green, "deuteranopia") < color_difference(red, green) / 3
    assert color_difference(red, green, "tritanopia") > color_difference(red, green) / 2


@each_theme
def test_the_colors_of_the_theme_have_contrast(theme: str) -> None:
    told = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    main, side = told[theme], told[theme] | told[theme]["sidebar"]
    for colors in (main, side):
        for page in (colors["backgroundColor"], colors["secondaryBackgroundColor"]):
            for text in ("textColor", "linkColor", "grayTextColor"):
                assert contrast_ratio(colors[text], page) >= TEXT, (text, page)
            assert contrast_ratio(colors["primaryColor"], page) >= GRAPHICS
    assert contrast_ratio(main["codeTextColor"], main["codeBackgroundColor"]) >= TEXT
    # What Streamlit writes on a button.
    assert contrast_ratio("#ffffff", main["primaryColor"]) >= TEXT


@each_theme
def test_the_colors_of_pictures_have_contrast(theme: str) -> None:
    palette = PALETTES[theme]
    assert palette["background"] == palette["gap"]
    for name in ("text", "muted", "blue", "orange", "green"):  # All of them write labels.
        assert contrast_ratio(palette[name], palette["background"]) >= TEXT, name
        if name in ("text", "muted"):  # In the box of the pointed word.
            assert contrast_ratio(palette[name], palette["panel"]) >= TEXT, name
    for name in ("bar", "neutral", *GROUPS, *SEQUENTIAL):
        assert contrast_ratio(palette[name], palette["background"]) >= GRAPHICS, name
    for end in (DIVERGING[0], DIVERGING[-1]):
        assert contrast_ratio(palette[end], palette[DIVERGING[5]]) >= GRAPHICS


@each_deficiency
@each_theme
def test_groups_differ_for_every_eye(theme: str, deficiency: str) -> None:
    colors = {name: PALETTES[theme][name] for name in GROUPS}
    assert most_similar_colors(colors, deficiency) > (APART,)
    # What lies in no group is gray, beside seven others.
    quiet = {name: PALETTES[theme][name] for name in ("neutral", *GROUPS[:7])}
    assert most_similar_colors(quiet, deficiency) > (MEANT_APART,)


@each_deficiency
@each_theme
def test_colors_with_a_meaning_differ_for_every_eye(theme: str, deficiency: str) -> None:
    for names in (("blue", "orange", "green", "neutral"), ("bar", "orange", "green")):
        colors = {name: PALETTES[theme][name] for name in names}
        assert most_similar_colors(colors, deficiency) > (MEANT_APART,)


@each_deficiency
@each_theme
def test_scales_stay_scales_for_every_eye(theme: str, deficiency: str) -> None:
    palette = PALETTES[theme]

    def lightness(names: list[str]) -> list[float]:
        return [float(to_oklab(palette[name], deficiency)[0]) for name in names]

    for names in (SEQUENTIAL, DIVERGING):
        for one, other in pairwise(names):
            assert color_difference(palette[one], palette[other], deficiency) >= STEPS_APART - 0.1
    # More is farther from the page, and so is more in either direction from zero.
    toward_page = theme == "light"
    for names in (SEQUENTIAL, DIVERGING[5:], DIVERGING[5::-1]):
        assert lightness(names) == sorted(lightness(names), reverse=toward_page)
    # The two directions cannot be mixed up.
    for low, high in zip(DIVERGING[:4], DIVERGING[:6:-1], strict=True):
        assert color_difference(palette[low], palette[high], deficiency) > APART
