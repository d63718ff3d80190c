"""The parts of the page on which visitors bring their own words."""
