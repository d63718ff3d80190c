"""The steps of the lesson, in order: each module has ``TITLE``, ``LEDE`` and ``show(E)``."""

from embviz.app.views.lesson.steps import (
    alike,
    arithmetic,
    cities,
    ids,
    learned,
    limits,
    matrix,
    meaningless,
    numbers,
    sentence,
    takeaways,
)

STEPS = (
    numbers,
    cities,
    ids,
    matrix,
    meaningless,
    alike,
    arithmetic,
    sentence,
    learned,
    limits,
    takeaways,
)
