"""What may be done during an alert."""
