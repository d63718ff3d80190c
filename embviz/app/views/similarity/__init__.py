"""The parts of the similarity page."""
