"""The server: what is done once, and what is done when sessions end."""
