"""Check in a browser that hostile words are displayed as typed, on every page.

``python -m scripts.hostile`` starts the app and uploads a vocabulary of all words of
`tests.support.hostile_words`, under a hostile file name and with groups named like the words. Then
it types each word into every field for words, and checks that the page displays it as typed and
without side effects: tags, links, images, formulas, icons, dialogs, errors and external requests.
It prints a table, and fails if there is a problem. A full run takes about twenty minutes. To run a
part:

``python -m scripts.hostile --pages map "similarity Two words" --words 20``
"""
