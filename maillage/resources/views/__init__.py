"""The pages where the library is written and read again; its public pages are among those of the portal."""
