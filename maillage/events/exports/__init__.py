"""What is printed or sent about events: papers, calendars, schedules."""
