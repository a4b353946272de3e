"""Measures, each beside its bare reference in the same run. Exact counters first, CPU ratios second, times last."""
