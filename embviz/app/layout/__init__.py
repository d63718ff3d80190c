"""What surrounds every page: navigation, links, the current word."""
