"""Views of the pages, a package for each."""
