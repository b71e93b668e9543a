"""The pages where people work on the register, one file per aggregate."""
