"""What changes tallies, each file one subject."""
