"""The embeddings that ship with embviz, and words and questions to try them on.

The provenance of each sample is in its file and in NOTICE; scripts/ contains the programs that
made them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from embviz.embedding import EmbeddingMatrix
from embviz.io.safetensors.native import read_native

if TYPE_CHECKING:
    from tokenizers import Tokenizer

DATA_DIR = Path(__file__).resolve().parents[1] / "data"

QUESTIONS_PATH = DATA_DIR / "questions-words.txt"
"""The analogy questions of Mikolov et al. (2013): 19,544 in 14 sections."""


@dataclass(frozen=True)
class Sample:
    """The description of a sample that is not loaded yet.

    Parameters
    ----------
    name : str
        The argument of `load_sample`.
    description : str
        Size and source, in one line.
    """

    name: str
    description: str


SAMPLES: Mapping[str, Sample] = MappingProxyType(
    {
        sample.name: sample
        for sample in (
            Sample(
                "glove",
                "50,000 English words × 100 dimensions, learned from Wikipedia and news (GloVe 6B)",
            ),
            Sample(
                "minilm",
                "30,522 subword tokens × 384 dimensions, the input embeddings of the transformer "
                "all-MiniLM-L6-v2",
            ),
            Sample(
                "tutorial",
                "151 words × 512 dimensions, written by hand for the lesson, not learned",
            ),
        )
    }
)
"""The samples by name; the first is the default."""


def load_sample(name: str = "glove") -> EmbeddingMatrix:
    """Load an embedding that ships with embviz.

    Parameters
    ----------
    name : str
        One of `SAMPLES`.

    Returns
    -------
    EmbeddingMatrix
        It has a tokenizer if its tokens are subwords.

    Raises
    ------
    ValueError
        If there is no such sample; the message lists the samples.

    Examples
    --------
    >>> load_sample("glove")
    EmbeddingMatrix('glove', 50,000 tokens × 100 dimensions)
    >>> E = load_sample("minilm")
    >>> E.tokenizer("Hello!")
    [(101, ''), (7592, 'Hello'), (999, '!'), (102, '')]
    """
    if name not in SAMPLES:
        raise ValueError(f"There is no sample {name!r}. The samples are {', '.join(SAMPLES)}.")
    tokenizer = _tokenize_wordpieces if name == "minilm" else None
    return read_native(DATA_DIR / f"{name}.safetensors", tokenizer=tokenizer)


def _tokenize_wordpieces(text: str) -> list[tuple[int, str]]:
    encoding = _load_tokenizer().encode(text)
    return [
        (token_id, text[start:end])
        for token_id, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)
    ]


@cache
def _load_tokenizer() -> Tokenizer:
    # Read on first use, because most uses of the sample do not tokenize.
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(DATA_DIR / "minilm-tokenizer.json"))


def load_word_groups() -> dict[str, tuple[str, ...]]:
    """Return groups of words of one kind, to color a map or to evaluate clusters.

    Returns
    -------
    dict of str to tuple of str
        20 to 24 words per group, each in one group only, all in the vocabulary of "glove".

    Examples
    --------
    >>> list(load_word_groups())
    ['animals', 'countries', 'food', 'professions', 'feelings', 'numbers', 'colors', 'sports']
    >>> load_word_groups()["colors"][:3]
    ('red', 'blue', 'green')
    """
    groups = json.loads((DATA_DIR / "word-groups.json").read_text(encoding="utf-8"))
    return {group: tuple(words) for group, words in groups.items()}
