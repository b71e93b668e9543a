"""Acts of the observatory: reading an official file, checking it, loading it."""
