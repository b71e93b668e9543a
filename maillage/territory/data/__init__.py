"""The official geography of France, in one file, and what rebuilds it."""
