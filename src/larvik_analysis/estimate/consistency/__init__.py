"""Whether the sources agree with themselves and with each other."""
