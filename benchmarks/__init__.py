"""What the product costs, as ratios on one machine: `make bench`, or `python -m benchmarks --help`."""
