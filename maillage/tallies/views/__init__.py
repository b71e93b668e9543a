"""Pages of tallies."""
