"""The parts of the map page: what to draw and how, the map, and what stands beside it."""
