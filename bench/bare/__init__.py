"""The bare reference: the least Django that does the same work with the same server, database and settings."""
