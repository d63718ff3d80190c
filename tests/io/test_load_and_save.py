"""Rules for all formats: detection, errors, saving, and arbitrary bytes."""

import gzip
import io
import pickle
import zipfile

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embviz.embedding import MAX_ABS_VALUE, EmbeddingMatrix
from embviz.io import FormatError, LoadOptions, is_word_list, load, read_word_list, save
from tests.support.corpus import zip_bytes

FORMATS = [".txt", ".vec", ".csv", ".tsv", ".safetensors"]
GLOVE = "the 0.1 -0.2 3e-1\ncaf\u00e9 1 2 3\nnew york 0.5 0.5 0.5\n".encode()
WORD2VEC = b"3 3\n" + GLOVE
CSV = b'word,kind,x,y\n"a, ""b""",pet,0.5,1\ncow,farm,2,-3\n'
TSV = CSV.replace(b",", b"\t")

largest = float(np.float32(MAX_ABS_VALUE))
float32_values = st.floats(-largest, largest, width=32)
unicode_text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
)
ambiguous_text = st.lists(
    st.sampled_from(
        [*" \t\n\r,;\"'1ae-.\ufeff\u00a0\u0085\u2028\x1c\x0b", "nan", "0.5", "1,5", "d0", "token"]
    ),
    max_size=6,
).map("".join)
storable_tokens = unicode_text | ambiguous_text


@st.composite
def storable_embeddings(
    draw: st.DrawFn, tokens: st.SearchStrategy[str] = storable_tokens
) -> EmbeddingMatrix:
    names = draw(st.lists(tokens, min_size=1, max_size=6, unique=True))
    shape = (len(names), draw(st.integers(1, 4)))
    labels = draw(
        st.dictionaries(
            st.sampled_from(["group", "my label", "a,b", "token", "word", "d0", "1"]),
            st.lists(tokens, min_size=len(names), max_size=len(names)),
            max_size=2,
        )
    )
    return EmbeddingMatrix(
        names, draw(arrays(np.float32, shape, elements=float32_values)), labels=labels
    )


def fits_word2vec_text(token: str) -> bool:
    *_, last = token.replace("\t", " ").split(" ")
    return (
        token == token.strip(" \t")
        and token != ""
        and "\n" not in token
        and not ({*last} <= {*"0123456789.eE+-"} and {*last} & {*"."})
    )


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".safetensors"])
@given(E=storable_embeddings())
@example(E=EmbeddingMatrix(["a"], [[7.038531e-26]]))
@example(E=EmbeddingMatrix(["5 6 7", "1,2,3"], [[1e-5], [2]]))
def test_round_trip_with_labels(tmp_path_factory, suffix, E):
    path = tmp_path_factory.getbasetemp() / f"trip{suffix}"
    save(E, path)
    back = load(path)
    assert back.tokens == E.tokens
    assert back.vectors.tobytes() == E.vectors.tobytes()
    assert dict(back.labels) == dict(E.labels)


@pytest.mark.parametrize("suffix", [".txt", ".vec"])
@given(E=storable_embeddings(storable_tokens.filter(fits_word2vec_text)))
@example(E=EmbeddingMatrix(["a"], [[7.038531e-26]]))
@example(E=EmbeddingMatrix(["windows 95", "2 3", "1"], [[1e-5], [2], [1e10]]))
def test_round_trip_of_word2vec_text(tmp_path_factory, suffix, E):
    path = tmp_path_factory.getbasetemp() / f"trip{suffix}"
    save(E, path)
    back = load(path)
    assert back.tokens == E.tokens
    assert back.vectors.tobytes() == E.vectors.tobytes()


@pytest.mark.parametrize("token", ["", " a", "a ", "\ta", "a\nb", "version 2.0", "a 1e5"])
@pytest.mark.parametrize("suffix", [".txt", ".vec"])
def test_tokens_that_word2vec_text_cannot_represent(tmp_path, suffix, token):
    path = tmp_path / f"pets{suffix}"
    E = EmbeddingMatrix([token], [[1.0, 2.0]])
    with pytest.raises(ValueError, match=r"save as \.csv") as caught:
        save(E, path)
    assert token.strip() in str(caught.value).replace(" b", "\nb")
    assert not path.exists()
    save(E, path.with_suffix(".csv"))
    assert load(path.with_suffix(".csv")).tokens == (token,)


@pytest.mark.parametrize("token", ["a\0b"])
@pytest.mark.parametrize("suffix", [".txt", ".vec", ".csv", ".tsv"])
def test_tokens_with_nul(tmp_path, suffix, token):
    path = tmp_path / f"pets{suffix}"
    with pytest.raises(ValueError, match=r"save as \.safetensors"):
        save(EmbeddingMatrix([token], [[1.0]]), path)
    assert not path.exists()


def test_labels_with_nul(tmp_path):
    E = EmbeddingMatrix(["cat"], [[1.0]], labels={"group": ["\0"]})
    with pytest.raises(ValueError, match=r"save as \.safetensors"):
        save(E, tmp_path / "pets.csv")


@pytest.mark.parametrize("name", ["pets.xlsx", "pets", "pets.csv.gz"])
def test_unknown_suffixes(tmp_path, name):
    with pytest.raises(ValueError) as caught:
        save(EmbeddingMatrix(["cat"], [[1.0]]), tmp_path / name)
    assert all(suffix in str(caught.value) for suffix in FORMATS)


@pytest.mark.parametrize("suffix", FORMATS)
def test_format_is_detected_from_the_content(tmp_path, suffix):
    E = EmbeddingMatrix(["cat", "dog"], [[0.5, 1], [2, 3]])
    save(E, tmp_path / f"pets{suffix.upper()}")
    other = tmp_path / "pets.unknown"
    (tmp_path / f"pets{suffix.upper()}").rename(other)
    assert load(other).tokens == E.tokens


def zip_of(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return file.getvalue()


def npy_bytes() -> bytes:
    file = io.BytesIO()
    np.save(file, np.ones(3))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\n", "empty"),
        (b"\n" * 10_000, "empty"),
        (pickle.dumps({"cat": [0.1]}), "pickle"),
        (zip_of("archive/data.pkl"), "PyTorch"),
        (zip_of("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
        (zip_of("vectors.npy"), "NumPy"),
        (npy_bytes(), "NumPy"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"%PDF-1.7", "PDF"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "git lfs pull"),
        (b"<!DOCTYPE html>\n<html>", "web page"),
        (b"\n<html lang='en'>", "web page"),
        ("cat 0.1 0.2\n".encode("utf-16"), "UTF-8"),
        (b"cat\ndog\n", "list of words"),
        (b"a text that nobody would\ntake for vectors\n", "list of words"),
    ],
)
def test_other_kinds_of_files(content, kind):
    for read in (load, read_word_list) if "words" not in kind else (load,):
        file = io.BytesIO(content)
        file.name = "C:\\folder\\" + "long" * 99 + ".bin"
        with pytest.raises(FormatError, match=kind) as caught:
            read(file)
        assert "folder" not in str(caught.value)
        assert len(str(caught.value)) < 500


def test_tokens_that_look_like_other_files():
    for token in ["<s>", "[", "{", "[[", "{}", "PK", "GGUF", "<head>", "version"]:
        assert load(io.BytesIO(f"{token} 0.1 0.2\na 0.1 0.2\n".encode())).tokens[0] == token


def test_path_as_string(tmp_path):
    path = tmp_path / "glove.6B.3d.txt"
    path.write_bytes(GLOVE)
    assert load(str(path)).name == load(path).name == "glove.6B.3d"
    assert load(path, name="mine").name == "mine"


@pytest.mark.parametrize("read", [load, read_word_list, is_word_list])
def test_missing_file(tmp_path, read):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nothing.txt")


def test_file_open_in_text_mode():
    with pytest.raises(TypeError, match="binary"):
        load(io.StringIO("cat 0.1"))


def test_open_file():
    file = io.BytesIO(GLOVE)
    assert not is_word_list(file)
    assert load(file).tokens == load(file).tokens == ("the", "caf\u00e9", "new york")
    assert not file.closed


def test_stream_that_is_not_seekable(tmp_path):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def seek(self, *_):
            raise io.UnsupportedOperation

    assert len(load(Pipe(GLOVE))) == 3


class Stopped(Exception):
    pass


@pytest.mark.parametrize("suffix", [".txt", ".parquet", ".txt.gz", ".txt.zip"])
def test_exception_of_progress_stops_loading(tmp_path, suffix):
    format_suffix, _, compression = suffix[1:].partition(".")
    path = tmp_path / f"pets.{format_suffix}"
    save(EmbeddingMatrix(["cat", "dog"], [[0.5, 1], [2, 3]]), path)
    content = path.read_bytes()
    if compression == "gz":
        content = gzip.compress(content)
    elif compression == "zip":
        content = zip_bytes({"pets.txt": content})

    def stop(fraction: float) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        load(io.BytesIO(content), options=LoadOptions(progress=stop))


def read_all(content: bytes) -> None:
    for read in (load, read_word_list, lambda file: load(io.BytesIO(GLOVE), metadata=file)):
        try:
            read(io.BytesIO(content))
        except FormatError as error:
            assert len(str(error)) < 500
    is_word_list(io.BytesIO(content))


@given(st.binary(max_size=200))
def test_any_bytes(content):
    read_all(content)


@given(st.lists(ambiguous_text | st.sampled_from(["\n", "\n", " 0.5", "\t2", ",3"]), max_size=30))
def test_any_text(parts):
    read_all("".join(parts).encode())


@given(
    st.sampled_from([GLOVE, WORD2VEC, CSV, TSV]),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 9), st.binary(max_size=4)), max_size=4),
)
def test_damaged_files(content, damages):
    for start, length, replacement in damages:
        content = content[:start] + replacement + content[start + length :]
    read_all(content)


@given(st.data())
def test_damaged_safetensors(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "damaged.safetensors"
    save(EmbeddingMatrix(["cat", "dog"], [[0.5, 1], [2, 3]]), path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read_all(bytes(content))
    path.write_bytes(content)
    try:
        load(path)
    except FormatError as error:
        assert len(str(error)) < 500
