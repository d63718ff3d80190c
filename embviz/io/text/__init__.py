"""Text files: word2vec, GloVe and fastText text, CSV and TSV, labels, lists of words."""
