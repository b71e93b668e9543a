"""Forms of tallies."""
