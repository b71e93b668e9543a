"""Tests of aids: small grants and calls for projects."""
