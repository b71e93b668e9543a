"""The pages of the bilans: reading them, laying them out, campaigns, files by the hundred."""
