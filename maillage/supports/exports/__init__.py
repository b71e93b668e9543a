"""What leaves the supports as a file."""
