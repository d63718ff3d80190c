"""The parts of the analogy page."""
