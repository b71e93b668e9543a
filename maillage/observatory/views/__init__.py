"""Pages of the observatory where people work, and the drawings that the public ones share."""
