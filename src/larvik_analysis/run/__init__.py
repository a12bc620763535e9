"""The pipeline: chapters through papermill, cache, progress, the swap of a report, commands."""
