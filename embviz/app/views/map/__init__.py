"""Views of the map page: inputs, the map, its quality, and the panel beside it."""
