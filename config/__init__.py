"""Settings, addresses and the command of the site."""
