"""What was delivered of what was planned."""
