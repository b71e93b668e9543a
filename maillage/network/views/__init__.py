"""The pages of the register at work, one file per aggregate."""
