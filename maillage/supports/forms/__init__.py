"""What people type about supports."""
