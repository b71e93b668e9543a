"""Tests of the calculations, against published examples, by hand, and against other programs."""
