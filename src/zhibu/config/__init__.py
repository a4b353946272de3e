"""The front door: settings, root addresses, the command line; it wires the rooms and holds no thoughts of its own."""
