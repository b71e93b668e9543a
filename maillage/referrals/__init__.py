"""Referrals: someone wishes to meet a team; asked without a name, with their consent, and soon forgotten."""
