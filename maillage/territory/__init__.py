"""The regions, départements, EPCI and communes of France, and the perimeters drawn from them."""
