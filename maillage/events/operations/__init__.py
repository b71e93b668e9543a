"""What may be done about events: each act is one function, whole or not at all."""
