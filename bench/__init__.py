"""Benchmarks: each prints one JSON line per figure and writes it under ``bench/results/``."""
