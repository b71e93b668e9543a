"""What changes experiments, each file one subject."""
