"""Views of the lesson."""
