"""Pages of the register at work."""
