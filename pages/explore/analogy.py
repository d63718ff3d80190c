"""king − man + woman: the same step, taken from another word."""

import streamlit as st

from embviz import analogy, figures
from embviz.planes import analogy_plane
from embviz.ui import controls, session, tables
from embviz.ui.chart import chart
from embviz.ui.explain import left_out
from embviz.ui.text import plain

OTHERS = 6

E = session.embedding()

controls.heading(
    "Analogies",
    "Take the step that leads from one word to another, and make the same step from a third word. "
    "Where do you land?",
)
controls.analogy_presets(E)

with st.container(border=True):
    (a, b, c), answer_place = controls.analogy_words(E)

if a is None or b is None or c is None:
    st.stop()

found = analogy(E, positive=[a, c], negative=[b], k=8)
if not found.tokens:
    st.info("This vocabulary has no word beside the three given, so there is no answer to rank.")
    st.stop()
answer = found.tokens[0]
answer_place.metric("Answer", f"= {plain(answer)}")

drawn, ranked = st.columns([3, 2], gap="large")
with drawn:
    st.subheader("The step, drawn")
    others = found.tokens[1:OTHERS]
    names = [a, b, c, f"{a} − {b} + {c}", answer]
    plane = analogy_plane(E, a, b, c, answer, others)
    chart(
        figures.analogy_arrows(plane, {"a": a, "b": b, "c": c, "answer": answer}, others),
        key="arrows",
        alt=f"The step from {b!r} to {a!r}, taken again from {c!r}, lands near {answer!r}.",
        caption=f"The ring is where the arithmetic lands; the answer is the word whose row points "
        f"most nearly the same way. The plane drawn holds {plane.kept:.0%} of how far these five "
        "points lie apart in all dimensions; the rest cannot be seen here.",
        table=lambda: tables.plane_frame(plane, names, others),
    )
with ranked:
    st.subheader("Closest words to the ring")
    chart(
        figures.ranked_bars(found, highlight_first=True),
        key="ranking",
        alt=f"The words nearest to {a} − {b} + {c}: {', '.join(found.tokens[:3])}.",
        caption="Cosine similarity, which goes by the angle, not by the distance drawn: 1 is the "
        f"same direction.{session.unrelated(E)} {left_out(E, a, b, c)}",
        table=found.to_frame,
        on_click=session.choose_token_id,
    )
controls.how(
    r"\text{answer} = \arg\max_{w} \; \cos\!\left(w,\; \hat a - \hat b + \hat c\right), \qquad "
    r"\hat v = v / \lVert v \rVert",
    f"""import embviz

{session.load_line(E)}
embviz.analogy(E, positive=[{a!r}, {c!r}], negative=[{b!r}], k=8)""",
    "Each of the three rows is first made equally long, so that each has the same say (3CosAdd). "
    "The three input words are left out of the ranking, as is usual.",
)
