"""Load and save embeddings in every common format; the samples; the cache of slow files."""

from embviz.io.archives.decompress import SUFFIXES
from embviz.io.cache.folder import Room
from embviz.io.cache.loader import open_cached
from embviz.io.errors import FormatError, shorten
from embviz.io.inspect import Look, look
from embviz.io.load import load
from embviz.io.magic import HEAD_BYTES, refuse_other_kinds
from embviz.io.options import Limits, Note, Reading
from embviz.io.safetensors.native import write_native
from embviz.io.samples import DATA, QUESTIONS_PATH, SAMPLES, load_sample, word_groups
from embviz.io.save import WRITERS, save
from embviz.io.source import FilePath, opened
from embviz.io.text.columns import embviz_dim
from embviz.io.text.csv_injection import armed
from embviz.io.text.word_list import WordList, looks_like_words, read_word_list

__all__ = [
    "DATA",
    "HEAD_BYTES",
    "QUESTIONS_PATH",
    "SAMPLES",
    "SUFFIXES",
    "WRITERS",
    "FilePath",
    "FormatError",
    "Limits",
    "Look",
    "Note",
    "Reading",
    "Room",
    "WordList",
    "armed",
    "embviz_dim",
    "load",
    "load_sample",
    "look",
    "looks_like_words",
    "open_cached",
    "opened",
    "read_word_list",
    "refuse_other_kinds",
    "save",
    "shorten",
    "word_groups",
    "write_native",
]
