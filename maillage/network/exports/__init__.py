"""What is taken away from the register: calendars, packs, spreadsheets."""
