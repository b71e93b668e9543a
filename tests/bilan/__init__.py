"""Tests of the bilan and its renderers."""
