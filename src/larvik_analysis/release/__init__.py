"""The disclosure gate: the only maker of `Released`; nothing else may leave."""
