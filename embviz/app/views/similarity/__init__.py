"""Views of the similarity page."""
