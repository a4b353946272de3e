"""The papers of a meeting: each a view of its events, drawn by the documents room."""
