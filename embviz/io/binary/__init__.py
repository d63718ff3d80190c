"""Binary files: word2vec, NumPy's npy and npz, bare float32 numbers."""
