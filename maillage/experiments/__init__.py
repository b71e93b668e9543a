"""Experiments: a question tried on some sites, measured, decided, and spread where it holds."""
