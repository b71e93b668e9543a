"""What is printed and taken away of tallies."""
