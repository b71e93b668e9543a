"""Bilans: definitions composed into documents, printed in five formats."""
