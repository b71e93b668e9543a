"""What is typed about events; forms check, and change nothing."""
