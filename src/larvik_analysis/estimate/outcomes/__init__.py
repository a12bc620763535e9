"""What became of families, children and areas, and what the design lets one say of it."""
