"""What leaves the register as a document."""
