"""Views of the analogy page."""
