"""What is due: watches over the rooms below; it acts on nothing."""
