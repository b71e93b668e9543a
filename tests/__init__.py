"""The tests mirror the packages; a fixed cast of people and places lives in cast.py."""
