"""The last part of an address: made of a title, and of no other row."""

from typing import Any

from django.db import models

from maillage.common.normalise import slugify_fr

LONGEST = 150


def free_slug(rows: "models.QuerySet[Any]", title: str, otherwise: str) -> str:
    """Return an address made of a title that no row bears yet; a title without letters gives the other word."""
    base = slugify_fr(title)[:LONGEST].strip("-") or otherwise
    taken = set(rows.filter(slug__startswith=base).values_list("slug", flat=True))
    rank, found = 1, base
    while found in taken:
        rank += 1
        found = f"{base}-{rank}"
    return found
