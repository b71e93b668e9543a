"""Words that only the public pages use."""
