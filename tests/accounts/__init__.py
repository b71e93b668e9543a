"""Tests of people: their hats, their rights, the journal."""
