"""The Rendez-vous des coopérations and the departmental days: programme, registrations, the day, what it leaves."""
