"""Commands of the observatory."""
