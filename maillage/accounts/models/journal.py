"""The journal: who did what, in which role, when and why; it is only added to, and each entry seals the one before."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.roles import Role
from maillage.common import formats
from maillage.common.facts import start_of_day
from maillage.common.personal import written_by

# Those who act without an account.
NO_ACCOUNT = {
    "public": _("une personne, par le site"),
    "lien": _("une personne, par un lien reçu"),
    "partenaire": _("une personne, par le site d'un partenaire"),
    "maison": _("la plateforme"),
}


class JournalHead(models.Model):
    """Hold the last seal: one row, which every writer of the journal locks in turn."""

    number = models.PositiveBigIntegerField(_("dernier numéro"), default=0)
    digest = models.CharField(_("dernier sceau"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("tête du journal")
        verbose_name_plural = _("tête du journal")

    def __str__(self) -> str:
        return str(self.number)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Read the journal."""

    def about(self, subject: models.Model) -> Self:
        """Keep what concerns a subject, the last first."""
        concerned = Concern.objects.filter(model=subject._meta.label_lower, key=subject.pk)
        return self.filter(pk__in=concerned.values("entry")).latest_first()

    def about_all(self, subjects: Iterable[models.Model]) -> Self:
        """Keep what concerns any of some subjects, the last first."""
        condition = models.Q(pk__in=[])
        for subject in subjects:
            condition |= models.Q(model=subject._meta.label_lower, key=subject.pk)
        return self.filter(pk__in=Concern.objects.filter(condition).values("entry")).latest_first()

    def about_rows(self, *subjects: "models.QuerySet[Any]") -> Self:
        """Keep what concerns some of the rows of some queries, the last first."""
        condition = models.Q(pk__in=[])
        for rows in subjects:
            condition |= models.Q(model=rows.model._meta.label_lower, key__in=rows.values("pk"))
        return self.filter(pk__in=Concern.objects.filter(condition).values("entry")).latest_first()

    def by(self, people: "models.QuerySet[Any]") -> Self:
        """Keep what some people did."""
        return self.filter(user__in=people.values("pk"))

    def between(self, first: dt.date | None, last: dt.date | None) -> Self:
        """Keep what was done from a day to a day, both included; without a day, from the beginning, or to now."""
        found = self
        if first:
            found = found.filter(at__gte=start_of_day(first))
        if last:
            found = found.filter(at__lt=start_of_day(last + dt.timedelta(days=1)))
        return found

    def latest_first(self) -> Self:
        """Read the last entries first, with who wrote them."""
        return self.select_related("user").order_by("-number")


class Entry(models.Model):
    """Hold one act, as a sentence without its subject: « a signé la charte »."""

    personal = (written_by("user"),)

    number = models.PositiveBigIntegerField(_("numéro"), unique=True)
    at = models.DateTimeField(_("le"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("qui"),
    )
    role = models.CharField(_("en tant que"), max_length=30, blank=True)
    sentence = models.CharField(_("phrase"), max_length=250)
    said = models.JSONField(_("ce que dit la phrase"), default=dict)
    why = models.CharField(_("motif"), max_length=500, blank=True)
    previous = models.CharField(_("sceau précédent"), max_length=64, blank=True)
    digest = models.CharField(_("sceau"), max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ligne du journal")
        verbose_name_plural = _("journal")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.who} {self.what}"

    @property
    def who(self) -> str:
        """Return who acted, in words."""
        return str(self.user) if self.user else str(NO_ACCOUNT.get(self.role, NO_ACCOUNT["maison"]))

    @property
    def role_label(self) -> str:
        """Return the role, in words; nothing for who has no account."""
        return str(dict(Role.choices).get(self.role, ""))

    @property
    def what(self) -> str:
        """Return what was done, in the language of the reader, with the names that people bear today."""
        if self.names_read is None:
            read_names([self])
        names = self.names_read or {}
        said = {
            name: names.get((value[0], value[1]), gettext("quelqu'un")) if isinstance(value, list) else value
            for name, value in self.said.items()
        }
        return str(gettext(self.sentence) % said)

    @property
    def sentence_in_full(self) -> str:
        """Return the entry as a sentence: « Le 3 mars 2016, Claire Petit (animatrice) a reconnu l'équipe X. »."""
        told = {
            "day": formats.day(timezone.localtime(self.at).date()),
            "who": f"{self.who} ({self.role_label})" if self.role_label else self.who,
            "what": self.what,
            "why": self.why.rstrip("."),
        }
        if self.why:
            return gettext("Le %(day)s, %(who)s %(what)s. Motif : %(why)s.") % told
        return gettext("Le %(day)s, %(who)s %(what)s.") % told

    # The names of the people that this entry tells of; none until they are read.
    names_read: dict[tuple[str, int], str] | None = None

    def seal(self, concerns: Iterable[tuple[str, int]]) -> str:
        """Return the seal of this entry: of all that it says, and of the entry before."""
        told: list[Any] = [
            self.number,
            self.at.isoformat(),
            self.user_id,
            self.role,
            self.sentence,
            self.said,
            self.why,
            sorted(concerns),
            self.previous,
        ]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def read_names(entries: Iterable[Entry]) -> list[Entry]:
    """Read the names of the people that entries tell of, in one query for each nature, whatever their number.

    The journal keeps numbers in the place of names: a person may be erased, and the seals hold.
    """
    found = list(entries)
    wanted: dict[str, set[int]] = {}
    for entry in found:
        for value in entry.said.values():
            if isinstance(value, list):
                wanted.setdefault(value[0], set()).add(value[1])
    names = {
        (label, row.pk): str(row)
        for label, keys in wanted.items()
        for row in apps.get_model(label)._default_manager.filter(pk__in=keys)
    }
    for entry in found:
        entry.names_read = names
    return found


class Concern(models.Model):
    """Say that an entry concerns a subject."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="concerns")
    model = models.CharField(_("nature"), max_length=60)
    key = models.PositiveBigIntegerField(_("numéro"))

    class Meta:
        verbose_name = _("sujet d'une ligne du journal")
        verbose_name_plural = _("sujets des lignes du journal")
        indexes = [models.Index(fields=["model", "key"], name="accounts_concern_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "model", "key"],
                name="accounts_concern_once",
                violation_error_message=_("Ce sujet est déjà dit."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
