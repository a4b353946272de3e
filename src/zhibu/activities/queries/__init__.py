"""What can be asked about meetings and decisions."""
