"""CSV and TSV, and labels in a second file."""

import gzip
import io
import time

import pytest
from hypothesis import given

from embviz import EmbeddingMatrix, save
from embviz.io import FormatError, Limits, LoadOptions, load
from tests.io.test_load_and_save import storable_embeddings


def upload(content: bytes, name: str = "pets.csv") -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def read(content: bytes, metadata: bytes | None = None):
    labels = None if metadata is None else upload(metadata, "labels.tsv")
    return load(upload(content), metadata=labels)


def rejected(content: bytes, metadata: bytes | None = None) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read(content, metadata)
    assert len(str(caught.value)) < 500
    return caught.value


@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("header", [b"", b"word,x,y\n"], ids=["headless", "header"])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_delimiters_and_header(delimiter, header, ending):
    content = header + b"cat,0.5,2\ndog,1e-1,-4\n\n"
    E = read(b"\xef\xbb\xbf" + content.replace(b",", delimiter).replace(b"\n", ending))
    assert E.tokens == ("cat", "dog")
    assert E.vectors.tolist() == [[0.5, 2], [pytest.approx(0.1), -4]]
    assert E.notes == (("Line 1 was taken as the header row.",) if header else ())


def test_quotes():
    E = read(b'token,x,y\n"a, ""b""","0.5",1\n"two\nlines",2,3\n" padded ", 4, 5\n')
    assert E.tokens == ('a, "b"', "two\nlines", " padded ")
    assert E.vectors.tolist() == [[0.5, 1], [2, 3], [4, 5]]


def test_unquoted_quotes_in_tsv():
    E = read(b'the\t0.1\t0.2\n"\t0.3\t0.4\n\'\t0.5\t0.6\n"quoted"\t0.7\t0.8\n')
    assert E.tokens == ("the", '"', "'", '"quoted"')


def test_tokens_with_spaces_and_commas_between_tabs():
    E = read(b"new york\t1\t2\n5 6 7\t3\t4\n1,2,3,4\t5\t6\n")
    assert E.tokens == ("new york", "5 6 7", "1,2,3,4")


def test_spaces_between_numbers_after_a_tab_are_text():
    assert read(b"cat\t0.1 0.2 0.3\ndog\t0.4 0.5 0.6\n").dim == 3


def test_columns_of_text_become_labels():
    E = read(b"word,kind,x,color,y\ncat,pet,1,gray,2\ncow,farm,3,white,4\n")
    assert dict(E.labels) == {"kind": ("pet", "farm"), "color": ("gray", "white")}
    assert E.vectors.tolist() == [[1, 2], [3, 4]]
    assert "Column 2 (kind) holds text, and was kept as labels." in E.notes


def test_label_without_a_header():
    assert dict(read(b"cat,pet,1,2\ncow,farm,3,4\n").labels) == {"group": ("pet", "farm")}


def test_tokens_in_another_column():
    E = read(b"kind,x,y,word\npet,1,2,cat\nfarm,3,4,cow\n")
    assert E.tokens == ("cat", "cow")
    assert E.labels["kind"] == ("pet", "farm")


def test_labels_of_repeated_tokens():
    E = read(b"cat,a,1,2\ncat,b,3,4\ndog,c,5,6\n")
    assert E.tokens == ("cat", "dog")
    assert E.labels["group"] == ("a", "c")


def test_numbers_as_tokens():
    E = read(b"word,group,x\n1984,a,1\n2001,b,2\n")
    assert E.tokens == ("1984", "2001")


def test_numbers_only():
    E = read(b"1,0.1,0.2\n2,0.3,0.4\n")
    assert E.tokens == ("1", "2")
    assert E.notes == ("No column holds text, so the first was taken as the tokens.",)


def test_data_frame_with_numbered_columns():
    E = read(b",0,1\ncat,0.5,1\ndog,2,3\n")
    assert E.tokens == ("cat", "dog")
    assert E.vectors.tolist() == [[0.5, 1], [2, 3]]


def test_row_numbers_of_a_data_frame():
    E = read(b",word,x,y\n0,cat,1,2\n1,dog,3,4\n")
    assert E.vectors.tolist() == [[1, 2], [3, 4]]
    assert any("Column 1" in note and "left out" in note for note in E.notes)


def test_empty_column():
    E = read(b"cat,1,2,\ndog,3,4,\n")
    assert E.dim == 2
    assert E.notes == ("Column 4 is empty, and was left out.",)


def test_rows_of_separators():
    assert len(read(b"cat,1,2\n,,\ndog,3,4\n,,\n,,\n")) == 2


def test_tokens_with_unicode_spaces():
    E = read("a\u00a0,1,2\n\u0085,3,4\n\x1c,5,6\n\u2028x,7,8\n".encode())
    assert E.tokens == ("a\u00a0", "\u0085", "\x1c", "\u2028x")


def test_invalid_utf8():
    E = read(b"word,x\ncat,1\ncaf\xc3,2\n")
    assert E.tokens[1] == "caf\ufffd"
    assert "Bytes that are not UTF-8 were replaced by U+FFFD: line 3." in E.notes


@pytest.mark.parametrize(
    ("content", "line", "parts"),
    [
        (b"word,x,y\ncat,1,2\ndog,3\n", 3, ["Expected 3 cells", "found 2"]),
        (b"cat,1,2\ndog,3,4,5\n", 2, ["Expected 3 cells", "found 4"]),
        (b"cat,1,2\ndog,3,x\n", 2, ["column 3", "'x'"]),
        (b"cat,abc,0.2\ndog,0.3,0.1\n", 1, ["column 2", "'abc'"]),
        (b"word,x,y\ncat,1,2\ndog,,4\n", 3, ["column 2", "''"]),
        (b"cat,1,2\ndog,nan,3\n", 2, ["column 2", "'nan'", "finite"]),
        (b"cat,1,2\ndog,1e16,3\n", 2, ["column 2", "'1e16'"]),
        (b"cat;0.1;0.2\ndog;0,3;0.4\n", 2, ["column 2", "'0,3'", "decimal comma"]),
        (b"cat\t0.1\t0.2\ndog\t0.3\t0,4\n", 2, ["column 3", "decimal comma"]),
        (b'"two\nlines",1,2\ndog,3,x\n', 3, ["column 3"]),
        (b'cat,1,2\n"dog,3,4\n', 2, ["cut into cells"]),
        (b"cat,1,2\nd\0g,3,4\n", 2, ["NUL"]),
        (b'cat,1,2\n"' + b"x" * 200_000 + b'",3,4\n', 2, ["cut into cells", "limit"]),
    ],
)
def test_rejected_files(content, line, parts):
    error = rejected(content)
    assert error.line == line
    for part in parts:
        assert part in str(error)


def test_labels_from_one_column_without_a_header():
    E = read(b"cat 0.5 1\ndog 2 3\n", b"pet, soft\r\npet\n\n")
    assert dict(E.labels) == {"label": ("pet, soft", "pet")}


def test_labels_from_several_columns_with_a_header():
    E = read(b"cat 0.5 1\ncat 2 3\ndog 4 5\n", b"kind\tsize\npet\ts\nno\tx\npet\tm\n")
    assert dict(E.labels) == {"kind": ("pet", "pet"), "size": ("s", "m")}


def test_tensorboard_files():
    E = read(b"0.5\t1\n2\t3\n", b"kind\tword\npet\tcat\nfarm\tcow\n")
    assert E.tokens == ("cat", "cow")
    assert E.vectors.tolist() == [[0.5, 1], [2, 3]]
    assert dict(E.labels) == {"kind": ("pet", "farm")}
    assert E.notes == ("The tokens are those of labels.tsv, line by line.",)


@pytest.mark.parametrize("vectors", [b"cat 0.5 1\ndog 2 3\n", b"0.5\t1\n2\t3\n"])
@pytest.mark.parametrize("labels", [b"a\nb\nc\n", b"a\n", b"k\ts\na\tb\n"])
def test_number_of_labels(vectors, labels):
    error = rejected(vectors, labels)
    n_labels = labels.count(b"\n") - (b"\t" in labels)
    assert error.file == "labels.tsv"
    assert f"labels for {n_labels} rows, but pets.csv has 2 rows" in str(error)


def test_ragged_labels():
    error = rejected(b"cat 0.5 1\ndog 2 3\n", b"k\ts\na\tb\nc\n")
    assert (error.file, error.line) == ("labels.tsv", 3)
    assert "Expected 2 cells" in str(error)


def read_with(content: bytes, **options):
    return load(upload(content), options=LoadOptions(**options))


@pytest.mark.parametrize("delimiter", [b";", b"\t"], ids=["semicolon", "tab"])
def test_decimal_commas(delimiter):
    E = read(b"word;x;y\ncat;0,5;1\ndog;-1,25;2e1\n".replace(b";", delimiter))
    assert E.vectors.tolist() == [[0.5, 1], [-1.25, 20]]
    assert "Numbers are written with a decimal comma, which was read as a point." in E.notes


def test_option_header():
    content = b"1999,2000\n1,2\n3,4\n"
    assert read_with(content, header=True).tokens == ("1", "3")
    assert read_with(content, header=False).tokens == ("1999", "1", "3")
    E = read(b"word,x\ncat,1\n")
    assert [(note, note.line, note.choices) for note in E.notes] == [
        ("Line 1 was taken as the header row.", 1, ("header",))
    ]
    with pytest.raises(FormatError, match="line 1: In column 2 stands 'x', not a number"):
        read_with(b"word,x\ncat,1\n", header=False)


def test_option_token_column():
    content = b"cat,pet,1\ncow,farm,2\n"
    assert read(content).tokens == ("cat", "cow")
    E = read_with(content, token_column=2)
    assert E.tokens == ("pet", "farm")
    assert dict(E.labels) == {"group": ("cat", "cow")}
    (note,) = (note for note in read(content).notes if "tokens" in note)
    assert note == "Column 1 was taken as the tokens."
    assert note.choices == ("token_column",)
    # Columns out of range are ignored.
    assert read_with(content, token_column=9).tokens == ("cat", "cow")


def test_option_delimiter():
    assert read_with(b"a,b 1 2\nc,d 3 4\n", delimiter="space").tokens == ("a,b", "c,d")
    assert read_with(b"a b;1,5;2\n", delimiter=";").vectors.tolist() == [[1.5, 2]]
    with pytest.raises(ValueError, match="choose one of tab, space"):
        read_with(b"a 1 2\n", delimiter="|")


def test_option_skip_bad():
    content = b"word,x,y\ncat,1,2\ndog,nan,3\ncow,4\nfox,x,5\nbee,6,7\n"
    assert rejected(content).choices == ("skip_bad",)
    E = read_with(content, skip_bad=True)
    assert E.tokens == ("cat", "bee")
    assert E.notes[0] == (
        "Rows that could not be read were left out: line 3 (In column 2 stands 'nan', not a finite "
        "number.), line 4 (Expected 3 cells as in the first row, found 2.), line 5 (In column 2 "
        "stands 'x', not a number.)."
    )
    with pytest.raises(FormatError, match="No line holds"):
        read_with(b"word,x,y\ndog,nan,3\n", skip_bad=True)


def test_labels_of_another_file_with_skipped_rows():
    labels = upload(b"pet\nhouse\nfarm\n", "labels.tsv")
    content = upload(b"cat,1,2\ndog,nan,3\ncow,4,5\n")
    E = load(content, metadata=labels, options=LoadOptions(skip_bad=True))
    assert E.tokens == ("cat", "cow")
    assert E.labels["label"] == ("pet", "farm")


@given(E=storable_embeddings())
def test_tensorboard_round_trip(tmp_path_factory, E):
    folder = tmp_path_factory.mktemp("pair")
    vectors, metadata = folder / "vectors.tsv", folder / "metadata.tsv"
    try:
        save(E, vectors, metadata=metadata)
    except ValueError as error:
        assert "save as" in str(error)
        assert not list(folder.iterdir())
        return
    for back in (load(vectors, metadata=metadata), load(folder)):
        assert back.tokens == E.tokens
        assert back.vectors.tobytes() == E.vectors.tobytes()
        assert dict(back.labels) == dict(E.labels)


def test_tensorboard_format(tmp_path):
    labels = {"kind": ["pet", "farm"]}
    for E, expected in (
        (EmbeddingMatrix(["cat", "new york"], [[0.1, 2], [3, -4]]), "cat\nnew york\n"),
        (
            EmbeddingMatrix(["cat", "cow"], [[0.1, 2], [3, -4]], labels=labels),
            "token\tkind\ncat\tpet\ncow\tfarm\n",
        ),
    ):
        save(E, tmp_path / "vectors.tsv", metadata=tmp_path / "metadata.tsv")
        assert (tmp_path / "vectors.tsv").read_text() == "0.1\t2.0\n3.0\t-4.0\n"
        assert (tmp_path / "metadata.tsv").read_text() == expected


@pytest.mark.parametrize("token", ["a,b", "%PDF-1.7", "<html>", '{"a', "a\tb", "\ufeffa", "a\n"])
def test_tokens_that_tensorboard_files_cannot_represent(tmp_path, token):
    with pytest.raises(ValueError, match=r"save as one \.tsv"):
        save(EmbeddingMatrix([token], [[1.0]]), tmp_path / "v.tsv", metadata=tmp_path / "m.tsv")
    assert not list(tmp_path.iterdir())


def test_single_column_of_numbers():
    E = read(b"0.5\n-1\n", metadata=b"cat\ndog\n")
    assert E.tokens == ("cat", "dog")
    assert E.vectors.tolist() == [[0.5], [-1]]
    rejected(b"0.5\n-1\n")


def test_compressed_labels():
    compressed = gzip.compress(b"cat\ndog\n")
    E = load(upload(b"1\t2\n3\t4\n"), metadata=upload(compressed, "labels.tsv.gz"))
    assert E.tokens == ("cat", "dog")
    with pytest.raises(FormatError, match=r"labels\.tsv\.gz: It unpacks to more than 5 bytes"):
        load(
            upload(b"1\t2\n3\t4\n"),
            metadata=upload(compressed, "labels.tsv.gz"),
            options=LoadOptions(limits=Limits(unpacked_bytes=5)),
        )


def test_very_many_columns():
    names = ",".join(["word", *["x"] * 20_000])
    cells = ",".join(["cat", *(["text", "", "1"] * 7000)[:20_000]])
    started = time.process_time()
    E = read(f"{names}\n{cells}\n".encode())
    assert time.process_time() - started < 5
    assert (E.dim, len(E.labels)) == (6666, 6667)
    assert len(E.notes) < 10
    assert any("Columns 3 (" not in note and "and 6,66" in note for note in E.notes)


def test_repeated_column_names():
    E = read(b"a (column 3),word,a,a,a\nx,cat,y,z,1\n")
    assert list(E.labels) == ["a (column 3)", "a", "a (column 4)"]
    assert E.labels["a (column 4)"] == ("z",)
    E = read(b"a,word,a (column 3),a,{},x\np,cat,q,r,s,1\n")
    assert len(E.labels) == 4
