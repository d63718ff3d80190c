"""The parts of the page that measures how good an embedding is."""
