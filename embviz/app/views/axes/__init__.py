"""Views of the page of axes between words."""
