"""The code that runs in the browser."""
