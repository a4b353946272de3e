"""The independent truth table of who may do what to whose rows, asked through real pages."""
