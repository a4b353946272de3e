"""The regulations as dated data and pure functions: which rows hold on a day, and what follows from them."""
