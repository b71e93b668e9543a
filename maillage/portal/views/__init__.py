"""Views of the public pages, one file per aggregate."""
