"""Records that are no dated facts: supports, programmes, axes, actions. Their words are completed or changed."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from maillage.imports.acts import Entry
from maillage.imports.cells import RowRefused
from maillage.imports.columns import Row
from maillage.imports.register import Register
from maillage.imports.steps import changed


def amend(register: Register, entry: Entry, row: Row, told: Mapping[str, Any], column: str) -> list[str]:
    """Plan what a line changes in a record; an empty cell changes nothing, an older document only completes."""
    words = []
    for name, value in told.items():
        before = entry.fields.get(name)
        if value in (None, "") or value == before:
            continue
        if before not in (None, "") and entry.line is not None:
            raise RowRefused(
                _("La ligne %(line)d dit autre chose (« %(before)s ») : accordez les deux lignes.")
                % {"line": entry.line, "before": before},
                column,
            )
        if before not in (None, "") and register.is_older:
            continue
        entry.fields[name] = value
        if entry.pk is not None:
            entry.changes[name] = value
            if entry not in register.acts.entries:
                register.acts.entries.append(entry)
        words.append(changed(name, before, value))
    if words and entry.line is None:
        entry.line = row.line
    return words
