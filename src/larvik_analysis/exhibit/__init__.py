"""Exhibits: data, how to draw or tabulate them, and the texts that go with them."""
