"""Signing up for trainings."""
