"""The first version of the API: what the site shows, for programs."""
