"""The acts on supports: each is whole or nothing, and writes its line in the journal."""
