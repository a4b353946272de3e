"""The slab every room stands on: clock, ids, one way to write, one way to refuse. It knows no domain."""
