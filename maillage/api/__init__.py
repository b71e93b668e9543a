"""The doors for machines: the API, the open data, the feeds and the widget."""
