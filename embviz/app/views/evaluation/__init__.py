"""Views of the page that evaluates an embedding."""
