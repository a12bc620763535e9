"""Published numbers: reading them off, combining them, never across units of analysis."""
