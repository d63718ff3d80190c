"""JSON and JSON Lines, read piece by piece."""
