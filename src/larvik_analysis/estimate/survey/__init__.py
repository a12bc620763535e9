"""What was answered, by how many of how many."""
