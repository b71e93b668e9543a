"""What people type about experiments."""
