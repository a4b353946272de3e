"""The tree of organisations, posts in it, and who may do what where."""
