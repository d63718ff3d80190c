"""Compressed files and archives, decompressed within limits."""
