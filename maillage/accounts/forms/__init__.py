"""Forms about people: their messages."""
