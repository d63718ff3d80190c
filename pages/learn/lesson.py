"""The lesson: what an embedding is, one step at a time."""

from embviz.ui import controls, lesson, session
from pages.learn.steps import STEPS

titles = [step.TITLE for step in STEPS]

place = lesson.progress(titles)
step = STEPS[place]
controls.heading(f"{place + 1} · {step.TITLE}", step.LEDE)
step.show(session.embedding())
lesson.onward(titles, place)
