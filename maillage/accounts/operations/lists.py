"""Note who takes away a list that names people."""

from django.db import models, transaction
from django.utils.translation import gettext_noop

from maillage.accounts.operations.journal import record
from maillage.common.components import Text
from maillage.common.facts import Author


@transaction.atomic
def take_list(title: Text, *concerning: models.Model, lines: int, by: Author) -> None:
    """Say that someone took a list away; what they searched for stays out, since it may be a name."""
    record(
        by,
        gettext_noop("a emporté la liste « %(list)s » : %(lines)d ligne")
        if lines <= 1
        else gettext_noop("a emporté la liste « %(list)s » : %(lines)d lignes"),
        *concerning,
        list=title,
        lines=lines,
    )
