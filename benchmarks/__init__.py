"""What the pipeline costs beside a plain script that does the same; run `python -m benchmarks`."""
