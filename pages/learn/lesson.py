"""The lesson: what an embedding is, one step at a time."""

from embviz.app.components import inputs
from embviz.app.state import session
from embviz.app.views.lesson import steps
from pages.learn.steps import STEPS

titles = [step.TITLE for step in STEPS]

place = steps.choose_step(titles)
step = STEPS[place]
inputs.page_header(f"{place + 1} · {step.TITLE}", step.LEDE)
step.show(session.embedding())
steps.show_step_links(titles, place)
