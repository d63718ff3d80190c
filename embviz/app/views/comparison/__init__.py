"""Views of the page that compares two embeddings."""
