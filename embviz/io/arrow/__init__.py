"""Parquet and Arrow files, checked before a native reader sees them."""
