"""Pages of meetings and decisions."""
