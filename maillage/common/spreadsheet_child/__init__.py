"""The process that opens strangers' spreadsheets: no Django, few imports, tight limits, JSON lines out.

It lives beside `spreadsheets` and not inside, so that starting it does not load the rest of the site.
"""
