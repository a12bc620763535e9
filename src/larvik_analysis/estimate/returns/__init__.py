"""What a measure costs, what it would have to achieve to pay for itself, and for whom."""
