"""What changes the programme, each file one subject."""
