"""What is kept: in a session, for all sessions, and in the address."""
