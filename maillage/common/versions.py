"""Texts that several people edit: nobody overwrites, without knowing it, what another has just saved."""

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.personal import written_by


class Versioned(models.Model):
    """Count the times that a row was saved, and say who saved it last."""

    personal = (written_by("saved_by"),)

    version = models.PositiveIntegerField(gettext_lazy("version"), default=1)
    saved_at = models.DateTimeField(gettext_lazy("enregistré le"), null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("enregistré par"),
    )

    class Meta:
        abstract = True

    def next_version(self, by: Author) -> None:
        """Count one version more, by someone; the caller saves."""
        self.version += 1
        self.saved_at = by.at
        self.saved_by_id = by.user.pk if by.user else None

    def value_of(self, name: str) -> object:
        """Return what this row holds for a field of its form; override it where the names differ."""
        return getattr(self, name, None)


_V = TypeVar("_V", bound=Versioned)


class Conflict(Refused):
    """Refuse to write over what someone else saved since the form was opened."""

    def __init__(self, current: Versioned) -> None:
        super().__init__(
            _("Quelqu'un a enregistré ce texte pendant que vous écriviez : comparez, puis choisissez.")
        )
        self.current = current


def lock_version(row: _V, expected: int | None) -> _V:
    """Return the row, locked, if nobody saved it since that version; the caller counts one more and saves."""
    current = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if expected is None or current.version != expected:
        raise Conflict(current)
    return current
