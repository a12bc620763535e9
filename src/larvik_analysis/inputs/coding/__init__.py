"""Open answers go to a private coding sheet, and come back as themes."""
