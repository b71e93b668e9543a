"""What is printed of the library."""
