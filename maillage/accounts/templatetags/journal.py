"""The journal as sentences, for any page that shows some of it."""

from collections.abc import Iterable
from typing import Any

from django import template

from maillage.accounts.models import Entry
from maillage.accounts.models.journal import read_names

register = template.Library()


@register.inclusion_tag("accounts/journal_lines.html")
def journal(entries: Iterable[Entry], *, empty: str = "") -> dict[str, Any]:
    """Print entries: « Le 3 mars 2016, Claire Petit (animatrice) a reconnu l'équipe X. Motif : … »."""
    return {"entries": read_names(entries), "empty": empty}
