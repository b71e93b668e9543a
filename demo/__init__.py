"""The demonstration network: invented organisations on real territories, written as spreadsheets."""
