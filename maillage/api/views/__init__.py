"""The answers for machines, by kind."""
