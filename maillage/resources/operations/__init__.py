"""What is done to the library: each operation is one act, whole or not at all, and is in the journal."""
