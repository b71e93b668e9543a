"""The public pages that cross domains."""
