"""The parts of the lesson."""
