"""Make embviz/data/tutorial.safetensors: a small embedding written by hand, not learned.

Every number that the lesson shows is a number of this matrix. All other numbers follow one rule:

- A word is a sum of directions: one for the family of its group, one for its group, one for each of
  its kinds, and one of its own.
- All directions are orthonormal, so the squared distance of two words is the sum of the squared
  lengths of the parts in which they differ. So distances can be computed by hand.

Run from the root of the project:

    python -m scripts.make_tutorial
"""

from __future__ import annotations

from hashlib import shake_256
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.io.safetensors.native import write_native
from scripts.archives import parse_args

DIM = 512
N_GIVEN_DIMS = 3  # The first dimensions are given as numbers; the directions span the others.
DECIMALS = 4  # Results of linear algebra libraries differ in the last bits.

# Group: the first three numbers of its words; its words, each with its kinds.
GROUPS = {
    "animals": (
        (0.75, 0.25, 0.10),
        "cat pet; dog pet; rabbit pet; horse farm; cow farm; sheep farm; lion wild; tiger wild; "
        "wolf wild",
    ),
    "vehicles": (
        (0.10, 0.90, 0.80),
        "car road; vehicle road; truck road; bus road; bicycle road; train rail; tram rail; "
        "boat water; ship water",
    ),
    "royalty": (
        (0.22, -0.14, -0.25),
        "king person monarch male; queen person monarch female; "
        "prince person young male; princess person young female; "
        "emperor person imperial male; empress person imperial female; "
        "duke person ducal male; duchess person ducal female",
    ),
    "people": (
        (0.28, -0.06, -0.12),
        "man person adult male; woman person adult female; "
        "boy person young male; girl person young female; "
        "father person parent male; mother person parent female; "
        "brother person sibling male; sister person sibling female; "
        "son person child male; daughter person child female; "
        "husband person spouse male; wife person spouse female",
    ),
    "professions": (
        (0.19, 0.08, -0.21),
        "doctor person health; nurse person health; dentist person health; "
        "teacher person school; professor person school; lawyer person law; judge person law; "
        "farmer person farm",
    ),
    "countries": (
        (-0.24, 0.17, 0.09),
        "france place french; italy place italian; germany place german; japan place japanese; "
        "spain place spanish; england place english",
    ),
    "capitals": (
        (-0.19, 0.26, 0.05),
        "paris place french; rome place italian; berlin place german; tokyo place japanese; "
        "madrid place spanish; london place english",
    ),
    "places": (
        (-0.11, 0.23, 0.16),
        "river place water; lake place water; street place city; bridge place city; "
        "market place city; village place",
    ),
    # One row represents both meanings of bank.
    "finance": (
        (-0.06, 0.29, -0.17),
        "money; bank water; price; dollar; trade",
    ),
    "food": (
        (0.30, 0.12, 0.22),
        "bread grain; rice grain; cake grain; milk farm; cheese farm; egg farm; apple fruit; "
        "banana fruit",
    ),
    "numbers": (
        (-0.28, -0.21, 0.13),
        "one odd; two even; three odd; four even; five odd; six even; seven odd; eight even",
    ),
    "colors": (
        (0.07, -0.27, 0.18),
        "red warm; yellow warm; pink warm; blue cold; green cold; black plain; white plain; "
        "gray plain",
    ),
    "feelings": (
        (-0.13, -0.09, -0.29),
        "joy pleasant; love pleasant; hope pleasant; pride pleasant; anger unpleasant; "
        "fear unpleasant; sadness unpleasant; shame unpleasant",
    ),
    "sports": (
        (0.16, 0.20, -0.08),
        "football ball; tennis ball; golf ball; hockey snow; skiing snow; skating snow; "
        "rowing water; sailing water",
    ),
    "verbs": (
        (-0.17, 0.05, -0.22),
        "walk walk; walking walk progress; run run; running run progress; "
        "swim swim water; swimming swim water progress; eat eat; eating eat progress; "
        "sing sing; singing sing progress; bites eat",
    ),
    # The lesson draws Hello and World next to each other, so World is here.
    "greetings": (
        (0.12, -0.19, 0.29),
        "Hello; World place; goodbye; welcome; thanks; please",
    ),
    "function words": (
        (0.04, -0.08, 0.15),
        "a article; an article; the article; and link; or link; but link; of relation; "
        "to relation; in relation; on relation; at relation; for relation; from relation; "
        "with relation; he pronoun male; she pronoun female; it pronoun; we pronoun; "
        "you pronoun; is being; are being; was being; this; that; not",
    ),
}

# Groups of a family share a direction, so that they are near each other on a map.
FAMILIES = {
    "beings": ("royalty", "people", "professions"),
    "nature": ("animals", "food"),
    "traffic": ("vehicles", "sports"),
    "world": ("countries", "capitals", "places", "finance"),
    "language": ("function words", "greetings", "verbs"),
    "qualities": ("numbers", "colors", "feelings"),
}

# Length of each part of a word. Group and family together have length 1.4: 1² + 0.9798² = 1.4².
FAMILY_LENGTH = 1.0
GROUP_LENGTH = sqrt(1.4**2 - FAMILY_LENGTH**2)
KIND_LENGTH = 0.6
OWN_LENGTH = 0.48 / sqrt(2)  # Words that differ in this part only have distance 0.48.

# Male and female are opposite on one direction. King and queen differ in it and in their own
# parts: (0.32 + 0.32)² + 0.48² = 0.8².
GENDER_LENGTHS = {"male": -0.32, "female": 0.32}

OWN_LENGTHS = {
    # Cat and dog differ by 0.1, 0.1 and 0 in their first numbers, and in their own parts:
    # 0.1² + 0.1² + 0.05² = 0.15².
    "cat": 0.05 / sqrt(2),
    "dog": 0.05 / sqrt(2),
    # Cat and car differ by 0.7 in each of their first numbers, and in group, kind and own part:
    # 3 · 0.7² + 2 · 1.4² + 2 · 0.6² + 0.05² / 2 + own² = 2.5².
    "car": sqrt(2.5**2 - 3 * 0.7**2 - 2 * 1.4**2 - 2 * KIND_LENGTH**2 - 0.05**2 / 2),
    # The own part of the general term is short, so that it is near to each special one.
    "vehicle": 0.1,
}

# The cells that the lesson shows, by dimension.
CELLS = {
    "a": {0: 0.05, 1: -0.10, 2: 0.20, 511: 0.15},
    "an": {0: -0.08, 1: 0.12, 2: -0.05, 511: 0.08},
    "and": {0: 0.10, 1: -0.15, 2: 0.25, 511: 0.12},
    "Hello": {0: 0.10, 1: -0.20, 2: 0.30, 3: 0.15, 4: -0.05, 511: 0.05},
    "World": {0: 0.15, 1: -0.18, 2: 0.28, 511: 0.10},
    "cat": {0: 0.8, 1: 0.2, 2: 0.1},
    "dog": {0: 0.7, 1: 0.3, 2: 0.1},
    "car": {0: 0.1, 1: 0.9, 2: 0.8},
}

# The token ids that the lesson shows. All other words are in alphabetical order, so that ids are
# unrelated to meaning.
TOKEN_IDS = {"a": 0, "an": 1, "and": 2, "the": 32, "Hello": 72, "World": 87}

NOTES = (
    "Written by hand, not learned: made to show what an embedding is, with numbers small enough "
    "to follow. It says nothing about real language.",
    "Each word is a sum of orthonormal directions: its family of groups, its group, its kinds and "
    "a part of its own.",
)
PROVENANCE = {
    "source": "Written by hand for embviz, not learned from text",
    "license": "MIT",
    "citation": "None: this is not a published embedding.",
    "changes": "None: scripts/make_tutorial.py is the original.",
}


def read_groups() -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the group of each word and the kinds of each word."""
    groups, kinds = {}, {}
    for group, (_, entries) in GROUPS.items():
        for entry in entries.split(";"):
            word, *kinds[word] = entry.split()
            groups[word] = group
    return groups, kinds


def direction_lengths(word: str, group: str, kinds: list[str]) -> dict[str, float]:
    """Return the lengths of the parts of `word`, by direction."""
    family = next(name for name, groups in FAMILIES.items() if group in groups)
    lengths = {
        f"family {family}": FAMILY_LENGTH,
        f"group {group}": GROUP_LENGTH,
        f"own {word}": OWN_LENGTHS.get(word, OWN_LENGTH),
    }
    for kind in kinds:
        if kind in GENDER_LENGTHS:
            lengths["gender"] = GENDER_LENGTHS[kind]
        else:
            lengths[f"kind {kind}"] = KIND_LENGTH
    return lengths


def hash_noise(name: str) -> NDArray[np.float64]:
    """Return pseudorandom numbers between −1 and 1, determined by `name`."""
    n = DIM - N_GIVEN_DIMS
    return np.frombuffer(shake_256(name.encode()).digest(2 * n), "<i2") / 2**15


def orthonormal_directions(names: list[str]) -> dict[str, NDArray[np.float64]]:
    """Return orthonormal directions, one for each name."""
    q, r = np.linalg.qr(np.stack([hash_noise(name) for name in names], axis=1))
    # Libraries choose different signs; these ones make each direction similar to its noise.
    return dict(zip(names, (q * np.sign(np.diag(r))).T, strict=True))


def sort_by_token_id(words: list[str]) -> list[str]:
    """Return `words` in order of token id."""
    tokens = sorted(set(words) - set(TOKEN_IDS))
    for token, token_id in TOKEN_IDS.items():
        tokens.insert(token_id, token)
    return tokens


def make_tutorial() -> EmbeddingMatrix:
    """Return the embedding of the lesson."""
    groups, kinds = read_groups()
    tokens = sort_by_token_id(list(groups))
    lengths = {token: direction_lengths(token, groups[token], kinds[token]) for token in tokens}
    directions = orthonormal_directions(
        sorted({name for named in lengths.values() for name in named})
    )

    vectors = np.empty((len(tokens), DIM))
    for row, token in zip(vectors, tokens, strict=True):
        row[:N_GIVEN_DIMS] = GROUPS[groups[token]][0]
        row[N_GIVEN_DIMS:] = sum(
            length * directions[name] for name, length in lengths[token].items()
        )
        for dimension, value in CELLS.get(token, {}).items():
            row[dimension] = value
    return EmbeddingMatrix(
        tokens,
        vectors.round(DECIMALS),
        name="tutorial",
        source=PROVENANCE["source"],
        notes=NOTES,
        labels={"group": [groups[token] for token in tokens]},
    )


def main() -> None:
    """Write the sample in float32, in which 0.1 prints as 0.1."""
    arguments = parse_args(__doc__)
    write_native(make_tutorial(), arguments.folder / "tutorial.safetensors", provenance=PROVENANCE)


if __name__ == "__main__":
    main()
