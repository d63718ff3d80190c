"""Hostile words, each one on every page, in a real browser: whether they are shown as typed.

``python -m scripts.hostile`` starts the app, uploads a vocabulary of all words of `tests.support.hostile_words`,
under a hostile name and in groups called like the words, and types each word wherever a page takes
words. It looks whether the word is seen as typed, and whether anything came of it: a tag, a link, a
picture, a formula, an icon, a dialog, an error, a request off this machine. It prints a table, and
fails when something is wrong. All of it takes some twenty minutes; a part of it:

``python -m scripts.hostile --pages map "similarity Two words" --words 20``
"""
