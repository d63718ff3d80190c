"""Words along axes between words that somebody chose."""

from embviz.app.components import inputs
from embviz.app.state import session
from embviz.app.views.axes import one_axis, two_axes

ONE_AXIS, TWO_AXES = "One axis", "Two axes"

E = session.embedding()

inputs.page_header(
    "Meaning axes",
    "A pair such as man and woman is a direction in the space of the rows; several such pairs make "
    "an axis. Place other words along it, and see whether it means what its pairs say.",
)
view = inputs.option_input(
    "Show", [ONE_AXIS, TWO_AXES], key="axes_shown", label_visibility="collapsed"
)
part = one_axis if view == ONE_AXIS else two_axes
axes = part.ask(E)
words = inputs.words_input(
    E,
    "Words to place",
    key="axis_words",
    default=session.default_words(E, "axis"),
    max_words=part.MOST,
)
if axes:
    part.show(E, axes, words)
inputs.how_calculated(
    r"u = \frac{\sum_i \left(\hat b_i - \hat a_i\right)}"
    r"{\lVert \sum_i \left(\hat b_i - \hat a_i\right) \rVert} \qquad "
    r"\text{place}(w) = \cos(w, u), \qquad \hat v = v / \lVert v \rVert",
    f"""import embviz
from embviz.axes import held_out, parse_axis, axis_scores

{session.load_snippet(E)}
axis = parse_axis(E, {(axes[0].label if axes else "man ↔ woman; boy ↔ girl")!r})
axis_scores(E, [E.token_id(word) for word in {words[:4]!r}], [axis])
held_out(E, axis)""",
    "The axis is the mean of the differences of its pairs, each row at length 1 (Bolukbasi and "
    "others 2016; Kozlowski, Taddy and Evans 2019). Random directions are drawn evenly from all; "
    "random pairs from the first 2,000 words of the vocabulary.",
)
