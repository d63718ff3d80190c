"""The lesson: what an embedding is, one step at a time."""

from embviz.app.components import inputs
from embviz.app.config import Page
from embviz.app.state import embeddings
from embviz.app.views.lesson import step_navigation
from embviz.app.views.lesson.steps import STEPS

PAGE = Page(
    title="Lesson",
    icon=":material/school:",
    section="Learn",
    order=1,
    views=tuple(f"step={number}" for number in range(1, len(STEPS) + 1)),
)


def show() -> None:
    """Show one step of the lesson, and links to the others."""
    titles = [step.TITLE for step in STEPS]
    index = step_navigation.choose_step(titles)
    step = STEPS[index]
    inputs.page_header(f"{index + 1} · {step.TITLE}", step.LEDE)
    step.show(embeddings.current())
    step_navigation.show_step_links(titles, index)


if __name__ == "__main__":
    show()
