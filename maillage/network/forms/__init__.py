"""What people type about the register."""
