"""What whoever starts the server has set, and the list of the pages."""
