"""What is asked during an alert."""
