"""The programme: its operations, its pages."""
