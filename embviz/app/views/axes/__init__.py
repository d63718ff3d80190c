"""The parts of the page of axes between words."""
