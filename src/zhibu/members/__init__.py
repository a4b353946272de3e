"""The members of a branch: who they are, how they came in, which post and crew they have."""
