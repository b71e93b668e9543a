"""What teams did: tallies of two minutes, their rhythm, the links by which they come."""
