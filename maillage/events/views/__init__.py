"""The pages where events are organised, and where people sign up; the public ones are among those of the portal."""
