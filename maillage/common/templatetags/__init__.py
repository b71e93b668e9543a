"""Filters and components of the templates."""
