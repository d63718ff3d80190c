"""The state of a session, the results that sessions share, and the address."""
