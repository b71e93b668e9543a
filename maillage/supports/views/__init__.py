"""The pages of supports."""
