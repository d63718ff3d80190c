"""The views of each page."""
