"""The disclosure gate: the only maker of `Released`, and nothing leaves that it has not made."""
