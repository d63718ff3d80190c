"""Words along axes between chosen words."""

from urllib.parse import urlencode

from embviz.app.components import inputs
from embviz.app.config import Page
from embviz.app.state import defaults, embeddings
from embviz.app.views.axes import one_axis, two_axes

VIEWS = {"One axis": one_axis, "Two axes": two_axes}

PAGE = Page(
    title="Meaning axes",
    icon=":material/straighten:",
    section="Explore",
    order=3,
    views=tuple(urlencode({"axes_shown": view}) for view in VIEWS),
)


def show() -> None:
    """Place words along one axis, or on the plane of two."""
    E = embeddings.current()
    inputs.page_header(
        "Meaning axes",
        "A pair such as man and woman is a direction in the space of the rows; several such pairs "
        "make an axis. Place other words along it, and see whether it means what its pairs say.",
    )
    view = VIEWS[
        inputs.option_input("Show", list(VIEWS), key="axes_shown", label_visibility="collapsed")
    ]
    axes = view.input_axes(E)
    words = inputs.words_input(
        E,
        "Words to place",
        key="axis_words",
        default=defaults.default_words(E, "axis"),
        max_words=view.MAX_DRAWN_WORDS,
    )
    if axes:
        view.show(E, axes, words)
    inputs.how_calculated(
        r"u = \frac{\sum_i \left(\hat b_i - \hat a_i\right)}"
        r"{\lVert \sum_i \left(\hat b_i - \hat a_i\right) \rVert} \qquad "
        r"\text{place}(w) = \cos(w, u), \qquad \hat v = v / \lVert v \rVert",
        f"""import embviz
from embviz.axes import held_out, parse_axis, axis_scores

{embeddings.load_snippet(E)}
axis = parse_axis(E, {(axes[0].label if axes else "man ↔ woman; boy ↔ girl")!r})
axis_scores(E, [E.token_id(word) for word in {words[:4]!r}], [axis])
held_out(E, axis)""",
        "The axis is the mean of the differences of its pairs, each row at length 1 (Bolukbasi and "
        "others 2016; Kozlowski, Taddy and Evans 2019). Random directions are drawn evenly from "
        "all; random pairs from the first 2,000 words of the vocabulary.",
    )


if __name__ == "__main__":
    show()
