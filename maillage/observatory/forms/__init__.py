"""What is asked of the observatory, and what is written about it."""
