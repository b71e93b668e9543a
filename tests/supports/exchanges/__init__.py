"""Exchanges of practice."""
