"""The quiz of the lesson, with a score, a link and an answer key."""

from __future__ import annotations

import random
from urllib.parse import urlencode

import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.components.worksheet import SCORE_LABELS, question_text, worksheet_html
from embviz.app.state import keys, shared_files
from embviz.app.state.compute import cached
from embviz.app.text import chip, format_count, format_number, plain
from embviz.app.views.lesson import step_navigation
from embviz.embedding import EmbeddingMatrix
from embviz.lesson import QuizQuestion, make_quiz

# Short enough for a class to type from the board.
N_QUIZZES = 10_000


def show(E: EmbeddingMatrix) -> None:
    """Ask for the number of a quiz, and show its questions, the score and the answer key."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = inputs.integer_input(
            "Quiz number",
            key=keys.QUIZ_SEED,
            help="The same number asks the same questions, of everybody.",
            default="1",
            below=N_QUIZZES,
        )
        st.button("Another quiz", icon=":material/refresh:", on_click=_new_quiz)
    if seed is None:
        return
    questions = cached(
        E,
        f"quiz {seed}",
        lambda: make_quiz(E, seed, analogies=step_navigation.undisputed_analogies()),
    )
    if not questions:
        st.info(
            f"{chip(E.name)} has too few words with clear differences to ask about. A quiz needs "
            "words of which some are plainly more alike than others.",
            icon=":material/quiz:",
        )
        return
    outcomes = [_show_question(E, question, i, seed) for i, question in enumerate(questions)]
    st.metric("Your score", f"{outcomes.count(True)} of {len(questions)}")
    n_open = outcomes.count(None)
    st.caption(
        f"{format_count(n_open, 'question')} to go."
        if n_open
        else "That was the last question. Try another quiz, or the same one on another embedding."
    )
    _show_answer_key(E, seed, questions)


def _new_quiz() -> None:
    keys.QUIZ_SEED.set(str(random.randrange(1, N_QUIZZES)))


def _show_question(
    E: EmbeddingMatrix, question: QuizQuestion, index: int, seed: int
) -> bool | None:
    """Ask one question; return whether the answer is right, None before there is one."""
    name = f"{E.fingerprint}_{seed}_{index}"
    answers = keys.QUIZ_ANSWERS.setdefault({})
    with st.container(border=True):
        st.markdown(
            f"**{index + 1}** · {question_text(question, lambda word: f'**{plain(word)}**')}"
        )
        answer = answers.get(name)
        if answer is None:
            with st.container(horizontal=True, gap="small"):
                for i, option in enumerate(question.options):
                    key = f"option_{index}_{i}"
                    st.button(
                        plain(option), key=key, on_click=answers.update, args=({name: option},)
                    )
            return None
        is_right = answer == question.answer
        st.markdown(
            f":green[:material/check_circle:] **Right:** {chip(answer)}."
            if is_right
            else f":red[:material/cancel:] **Not quite:** you said {chip(answer)}; it is "
            f"{chip(question.answer)}."
        )
        ranking = question.rank_options(E)
        # Rounded first, so that the difference matches the scores in the chart.
        first, second = (round(score, 3) for score in ranking.scores[:2])
        chart(
            figures.ranked_bars(ranking, highlight_first=True),
            key=f"bars_{index}",
            alt=f"The scores of the options; {question.answer!r} is the answer.",
            caption=f"{SCORE_LABELS[question.kind]}. The answer and the next option are "
            f"{format_number(abs(first - second))} apart.",
            table=ranking.to_frame,
            python=lambda: snippets.script(
                E,
                "questions = read_questions(QUESTIONS_PATH).values()",
                "analogies = [question for section in questions for question in section]",
                f"question = make_quiz(E, {seed}, analogies=analogies)[{index}]",
                "result = question.rank_options(E).to_frame()",
            ),
        )
    return is_right


def _show_answer_key(E: EmbeddingMatrix, seed: int, questions: tuple[QuizQuestion, ...]) -> None:
    with st.expander("For a class: the link and the answer key", icon=":material/school:"):
        if shared_files.is_shared(E):
            step = (keys.STEP, keys.STEP.value)
            query = urlencode([step, (keys.QUIZ_SEED, seed), (keys.EMBEDDING, E.name)])
            st.markdown("This link opens the same questions for everybody:")
            base_url = (st.context.url or "").rstrip("/")
            st.code(f"{base_url}/?{query}", language=None, wrap_lines=True)
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
