"""Maillage, the free platform that runs a national mobilisation."""
