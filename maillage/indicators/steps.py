"""The days of a series: month ends, one every so many months."""

import datetime as dt

STEPS = {"month": 1, "quarter": 3, "year": 12}
DECEMBER = 12


def month_ends(first: dt.date, last: dt.date, months: int) -> list[dt.date]:
    """Return month ends, every so many months from the month of the first day on; the last day closes them."""
    days: list[dt.date] = []
    year, month = first.year, first.month
    while True:
        following = dt.date(year + month // DECEMBER, month % DECEMBER + 1, 1)
        end = following - dt.timedelta(days=1)
        if end >= last:
            return [*days, last]
        days.append(end)
        total = year * DECEMBER + (month - 1) + months
        year, month = divmod(total, DECEMBER)
        month += 1
