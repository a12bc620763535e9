"""From the cells of a file of answers to answers, and what to look at twice in them."""
