"""What the pages of the register ask: one file per aggregate."""
