"""What pages of other rooms and of this one ask of meetings while they are drawn."""
