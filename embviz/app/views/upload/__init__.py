"""Views of the upload page."""
