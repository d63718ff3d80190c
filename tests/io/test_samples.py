"""The samples, and the scripts that made them."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open

from embviz.embedding import EmbeddingMatrix
from embviz.io import QUESTIONS_PATH, SAMPLES, load_sample, load_word_groups
from embviz.io.samples import DATA_DIR

ROOT = Path(__file__).resolve().parents[2]
SHAPES = {"glove": (50_000, 100), "minilm": (30_522, 384), "tutorial": (151, 512)}
FROM_ARCHIVES = ["make_glove", "make_minilm", "fetch_questions"]


@pytest.fixture(scope="module", params=list(SAMPLES))
def sample(request: pytest.FixtureRequest) -> str:
    """Return the name of each sample."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def E(sample: str) -> EmbeddingMatrix:
    """Load each sample in turn."""
    return load_sample(sample)


@pytest.fixture(scope="module")
def glove() -> EmbeddingMatrix:
    """Load the default sample."""
    return load_sample()


@pytest.fixture(scope="module")
def minilm() -> EmbeddingMatrix:
    """Load the sample that has a tokenizer."""
    return load_sample("minilm")


def run_script(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a script from the root of the project, as its docstring says."""
    command = [sys.executable, "-m", f"scripts.{name}", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_sample_descriptions() -> None:
    assert list(SAMPLES) == ["glove", "minilm", "tutorial"]
    for name, sample in SAMPLES.items():
        n_tokens, dim = SHAPES[name]
        assert sample.name == name
        assert "\n" not in sample.description
        assert f"{n_tokens:,} " in sample.description
        assert f"× {dim} dimensions" in sample.description


def test_shape(sample: str, E: EmbeddingMatrix) -> None:
    assert E.vectors.shape == SHAPES[sample]


def test_vectors_are_read_only_float32(E: EmbeddingMatrix) -> None:
    assert E.vectors.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        E.vectors[0, 0] = 1


def test_name(sample: str, E: EmbeddingMatrix) -> None:
    assert E.name.startswith(sample)


def test_provenance_is_in_the_file(sample: str, E: EmbeddingMatrix) -> None:
    with safe_open(DATA_DIR / f"{sample}.safetensors", "numpy") as file:
        provenance = json.loads(file.metadata()["embviz"])["provenance"]
    assert {"source", "license", "citation", "changes"} <= {k for k, v in provenance.items() if v}
    assert sample == "tutorial" or re.fullmatch("[0-9a-f]{64}", provenance["sha256"])
    assert E.source == provenance["source"]
    assert E.notes


def test_notice_lists_each_file() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert [p.name for p in DATA_DIR.iterdir() if f"embviz/data/{p.name}" not in notice] == []


def test_data_is_at_most_40_mb() -> None:
    assert sum(path.stat().st_size for path in DATA_DIR.rglob("*")) <= 40e6


def test_unknown_sample_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'glvoe'.*glove, minilm, tutorial"):
        load_sample("glvoe")


def test_import_does_not_load_tokenizers() -> None:
    code = "import sys, embviz.io.samples; sys.exit('tokenizers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_glove_is_in_order_of_frequency(glove: EmbeddingMatrix) -> None:
    assert glove.tokens[:6] == ("the", ",", ".", "of", "to", "and")
    assert glove.token_id("king") < glove.token_id("queen") < glove.token_id("monarch")


def test_glove_vocabulary(glove: EmbeddingMatrix) -> None:
    entry = re.compile("[a-z][a-z0-9-]+|[^a-z0-9]")
    assert [token for token in glove.tokens if not entry.fullmatch(token)] == []
    assert not any(token in glove for token in ["a", "i", "'s", "n't", "2010", "1990s", "u.s."])


def test_glove_answers_the_classic_analogy(glove: EmbeddingMatrix) -> None:
    unit = glove.vectors / glove.norms[:, np.newaxis]
    king, man, woman = (glove.token_id(token) for token in ["king", "man", "woman"])
    target = unit[king] - unit[man] + unit[woman]
    scores = unit @ target / np.linalg.norm(target)
    scores[[king, man, woman]] = -1
    best = np.argsort(-scores)[:3]
    assert [glove.tokens[i] for i in best] == ["queen", "monarch", "throne"]
    assert scores[best] == pytest.approx([0.770, 0.684, 0.676], abs=1e-3)


def test_minilm_tokens_are_in_order_of_id(minilm: EmbeddingMatrix) -> None:
    ids = [0, 100, 101, 102, 103, 7592]
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "hello"]
    assert [minilm.tokens[i] for i in ids] == tokens


def test_minilm_tokenizer(minilm: EmbeddingMatrix) -> None:
    assert minilm.tokenizer is not None
    ids = [101, 7592, 1010, 7861, 8270, 4667, 2015, 999, 102]
    assert [token_id for token_id, _ in minilm.tokenizer("Hello, embeddings!")] == ids


def test_minilm_tokenizer_neither_pads_nor_truncates(minilm: EmbeddingMatrix) -> None:
    assert minilm.tokenizer is not None
    assert minilm.tokenizer("") == [(101, ""), (102, "")]
    assert len(minilm.tokenizer("hello " * 1000)) == 1002


@pytest.mark.parametrize("name", ["glove", "tutorial"])
def test_samples_of_words_have_no_tokenizer(name: str) -> None:
    assert load_sample(name).tokenizer is None


def test_word_groups(glove: EmbeddingMatrix, minilm: EmbeddingMatrix) -> None:
    groups = load_word_groups()
    words = [word for group in groups.values() for word in group]
    assert all(20 <= len(group) <= 30 for group in groups.values())
    assert len(set(words)) == len(words)
    assert all(re.fullmatch("[a-z]+", word) for word in words)
    assert [word for word in words if word not in glove] == []
    assert sum(word in minilm for word in words) >= 0.9 * len(words)


def test_word_groups_are_groups_in_glove(glove: EmbeddingMatrix) -> None:
    unit = glove.vectors / glove.norms[:, np.newaxis]
    rows = {
        group: unit[[glove.token_id(word) for word in words]]
        for group, words in load_word_groups().items()
    }
    centers = np.stack([group_rows.mean(axis=0) for group_rows in rows.values()])
    for number, group_rows in enumerate(rows.values()):
        assert (np.argmax(group_rows @ centers.T, axis=1) == number).all()


def test_questions() -> None:
    content = QUESTIONS_PATH.read_bytes()
    digest = "8c29b3332afc46f3fb8be04cb5297bf96f39aa7131272dff57869b4485b22a36"
    assert hashlib.sha256(content).hexdigest() == digest
    lines = content.decode().splitlines()
    assert sum(line.startswith(":") for line in lines) == 14
    assert sum(not line.startswith(":") for line in lines) == 19_544


def test_tutorial_is_reproducible(tmp_path: Path) -> None:
    process = run_script("make_tutorial", "--folder", tmp_path)
    assert process.returncode == 0, process.stderr
    shipped = (DATA_DIR / "tutorial.safetensors").read_bytes()
    assert (tmp_path / "tutorial.safetensors").read_bytes() == shipped


@pytest.mark.parametrize("script", FROM_ARCHIVES)
def test_other_archives_are_rejected(script: str, tmp_path: Path) -> None:
    archive = tmp_path / "another.whl"
    archive.write_bytes(b"not what was published")
    process = run_script(script, archive, "--folder", tmp_path)
    assert process.returncode == 1
    assert "another.whl has the sha256 " in process.stderr
    assert "Traceback" not in process.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["another.whl"]


@pytest.mark.parametrize("script", [*FROM_ARCHIVES, "make_tutorial", "make_maps"])
def test_help_of_scripts(script: str) -> None:
    process = run_script(script, "--help")
    assert process.returncode == 0
    assert f"python -m scripts.{script}" in process.stdout
