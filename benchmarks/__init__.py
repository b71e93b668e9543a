"""What must be fast, measured beside a peer or a limit in one run; nothing here is a timed test."""
