"""The steps of the lesson, in order. Each has a title, a lede, and shows itself."""

from pages.learn.steps import (
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
