"""Spreadsheets in: read, map, plan, apply."""
