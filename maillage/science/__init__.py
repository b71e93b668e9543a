"""Pure calculation, on numpy and scipy alone: arrays in, frozen values out. No database, no file, no clock."""
