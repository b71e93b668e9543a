"""The pages where experiments are kept; their public pages are among those of the portal."""
