"""Benchmarks: how fast Tenure is, as ratios measured in one run wherever that can be. `make bench` runs them."""
