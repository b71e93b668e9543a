"""The Rendez-vous des coopérations and the departmental days."""
