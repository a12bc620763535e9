"""What the pipeline costs beside a plain script that does the same: `python -m benchmarks`."""
