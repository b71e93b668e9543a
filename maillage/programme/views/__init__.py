"""The pages where the programme is kept."""
