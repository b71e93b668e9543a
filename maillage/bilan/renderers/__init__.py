"""Renderers: a Document in, a file out; none of them queries."""
