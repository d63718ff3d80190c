"""The parts around every page: navigation, links and the current word."""
