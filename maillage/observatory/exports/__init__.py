"""What goes out of the observatory: lines of people by territory, tables to take away, maps."""
