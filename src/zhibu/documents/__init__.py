"""Paper and files: tables and pictures in, notices and minutes out. Knows paper, not members or meetings."""
