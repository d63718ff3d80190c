"""The quiz of the lesson: predict, then reveal; a score; a link and an answer key for a class."""

from __future__ import annotations

import random
from urllib.parse import urlencode

import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.components.worksheet import SCORE_LABELS, question_text, worksheet_html
from embviz.app.state import session, shared_files
from embviz.app.text import chip, format_count, format_number, plain
from embviz.app.views.lesson import steps
from embviz.embedding import EmbeddingMatrix
from embviz.lesson import QuizQuestion, make_quiz

# Numbers of quizzes that a class can type from the board.
N_QUIZZES = 10_000


def show(E: EmbeddingMatrix) -> None:
    """Ask the questions of the quiz whose number stands in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = inputs.integer_input(
            "Quiz number",
            key="quiz",
            help="The same number asks the same questions, of everybody.",
            default="1",
            below=N_QUIZZES,
        )
        st.button("Another quiz", icon=":material/refresh:", on_click=_new_quiz)
    if seed is None:
        return
    questions = session.cached(
        E, f"quiz {seed}", lambda: make_quiz(E, seed, analogies=steps.undisputed_analogies())
    )
    if not questions:
        st.info(
            f"{chip(E.name)} has too few words with clear differences to ask about. A quiz needs "
            "words of which some are plainly more alike than others.",
            icon=":material/quiz:",
        )
        return
    right = [_show_question(E, question, place, seed) for place, question in enumerate(questions)]
    given = [each for each in right if each is not None]
    st.metric("Your score", f"{sum(given)} of {len(questions)}")
    left = len(questions) - len(given)
    st.caption(
        f"{format_count(left, 'question')} to go."
        if left
        else "That was the last question. Try another quiz, or the same one on another embedding."
    )
    _show_answer_key(E, seed, questions)


def _new_quiz() -> None:
    st.session_state["quiz"] = str(random.randrange(1, N_QUIZZES))


def _show_question(
    E: EmbeddingMatrix, question: QuizQuestion, place: int, seed: int
) -> bool | None:
    """Ask one question; return whether the answer was right, None before there is one."""
    name = f"{E.fingerprint}_{seed}_{place}"
    answers: dict[str, str] = st.session_state.setdefault("answers", {})
    with st.container(border=True):
        st.markdown(
            f"**{place + 1}** · {question_text(question, lambda word: f'**{plain(word)}**')}"
        )
        answer = answers.get(name)
        if answer is None:
            with st.container(horizontal=True, gap="small"):
                for i, option in enumerate(question.options):
                    key = f"option_{place}_{i}"
                    st.button(
                        plain(option), key=key, on_click=answers.update, args=({name: option},)
                    )
            return None
        right = answer == question.answer
        st.markdown(
            f":green[:material/check_circle:] **Right:** {chip(answer)}."
            if right
            else f":red[:material/cancel:] **Not quite:** you said {chip(answer)}; it is "
            f"{chip(question.answer)}."
        )
        ranking = question.rank_options(E)
        first, second = (round(score, 3) for score in ranking.scores[:2])  # As they are shown.
        chart(
            figures.ranked_bars(ranking, highlight_first=True),
            key=f"bars_{place}",
            alt=f"The scores of the options; {question.answer!r} is the answer.",
            caption=f"{SCORE_LABELS[question.kind]}. The answer and the next option are "
            f"{format_number(abs(first - second))} apart.",
            table=ranking.to_frame,
            python=lambda: snippets.script(
                E,
                "questions = read_questions(QUESTIONS_PATH).values()",
                "known = [question for section in questions for question in section]",
                f"question = make_quiz(E, {seed}, known=known)[{place}]",
                "result = question.rank_options(E).to_frame()",
            ),
        )
    return right


def _show_answer_key(E: EmbeddingMatrix, seed: int, questions: tuple[QuizQuestion, ...]) -> None:
    with st.expander("For a class: the link and the answer key", icon=":material/school:"):
        if shared_files.is_shared(E):
            query = urlencode({"step": st.session_state["step"], "quiz": seed, "embedding": E.name})
            st.markdown("This link opens the same questions for everybody:")
            address = (st.context.url or "").rstrip("/")
            st.code(f"{address}/?{query}", language=None, wrap_lines=True)
        else:
            st.markdown(
                f"{chip(E.name)} lives in this visit only, so no link can show it to others. Give "
                f"the file to your class: with quiz number {seed} it asks the same questions."
            )
        st.download_button(
            "Questions and answer key, to print",
            worksheet_html(E, seed, questions),
            f"embviz-quiz-{seed}.html",
            "text/html",
            icon=":material/print:",
            on_click="ignore",
        )
        st.caption(
            "A page for your browser: the questions on the first sheet, the answers with their "
            "numbers on the second."
        )
