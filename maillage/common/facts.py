"""Dated facts: true from a day to a day, known from a moment to a moment, never overwritten."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.common.errors import Refused
from maillage.common.personal import written_by

FIRST_DAY = dt.date(1900, 1, 1)
LAST_DAY = dt.date(2100, 1, 1)


class Precision(models.TextChoices):
    """How exactly a day is known; « janvier 2014 » is stored as 1 January 2014, to the month."""

    DAY = "jour", _("au jour près")
    MONTH = "mois", _("au mois près")
    YEAR = "annee", _("à l'année près")


@dataclass(frozen=True, kw_only=True)
class Author:
    """Say who writes a fact, under which role, when, from which document, and since when it was known."""

    at: dt.datetime
    user: AbstractBaseUser | None = None
    role: str = ""
    source: str = ""
    known_from: dt.datetime | None = None

    @property
    def knows_since(self) -> dt.datetime:
        """Return the moment from which the fact counts as known: the writing, unless declared older."""
        return self.known_from or self.at


def start_of_day(day: dt.date) -> dt.datetime:
    """Return the first instant of a day, in the time zone of the site."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day of a moment, in the time zone of the site."""
    return timezone.localtime(moment).date()


def end_of_day(day: dt.date) -> dt.datetime:
    """Return the last instant of a day: "as known on that day" includes all that was learned in it."""
    return start_of_day(day + dt.timedelta(days=1)) - dt.timedelta(microseconds=1)


def known(moment: dt.datetime, prefix: str = "") -> Q:
    """Return the condition that a fact was believed at that moment."""
    return Q(**{f"{prefix}known_from__lte": moment}) & (
        Q(**{f"{prefix}known_until__isnull": True}) | Q(**{f"{prefix}known_until__gt": moment})
    )


def true_on(day: dt.date, prefix: str = "") -> Q:
    """Return the condition that a fact holds on a day; its end is the first day when it no longer does."""
    return (Q(**{f"{prefix}started_on__isnull": True}) | Q(**{f"{prefix}started_on__lte": day})) & (
        Q(**{f"{prefix}ended_on__isnull": True}) | Q(**{f"{prefix}ended_on__gt": day})
    )


_M = TypeVar("_M", bound="Recorded")


class RecordedQuerySet(models.QuerySet[_M]):
    """Read facts as they were known."""

    def known_at(self, moment: dt.datetime) -> Self:
        """Keep the facts that were believed at that moment."""
        return self.filter(known(moment))

    def believed(self) -> Self:
        """Keep the facts that nobody has retracted."""
        return self.filter(retracted_at__isnull=True)


class DatedFactQuerySet(RecordedQuerySet[_M]):
    """Read facts as they were true, and as they were known."""

    def as_of(self, day: dt.date) -> Self:
        """Keep the facts that held on that day."""
        return self.filter(true_on(day))

    def until(self, day: dt.date) -> Self:
        """Keep the facts that a day has seen begin, ended or not."""
        return self.filter(started_on__lte=day)


class Recorded(models.Model):
    """Keep when we learned something, from whom, and when we stopped believing it."""

    personal = (written_by("recorded_by", "retracted_by"),)

    recorded_at = models.DateTimeField(_("enregistré le"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enregistré par"),
    )
    source = models.CharField(_("source"), max_length=250, blank=True)
    known_from = models.DateTimeField(_("connu depuis"))
    retracted_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("retiré par"),
    )
    retraction_reason = models.CharField(_("motif du retrait"), max_length=250, blank=True)
    known_until = models.DateTimeField(_("tenu pour vrai jusqu'au"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_retraction_complete",
                condition=Q(retracted_at__isnull=True, known_until__isnull=True)
                | (
                    Q(retracted_at__isnull=False, known_until__isnull=False, known_until__gte=F("known_from"))
                    & ~Q(retraction_reason="")
                ),
                violation_error_message=_("Un retrait porte sa date et son motif."),
            ),
        ]


class DatedFact(Recorded):
    """Hold something true from a day (inclusive; none: since always) to a day (exclusive; none: still)."""

    started_on = models.DateField(_("depuis le"), null=True, blank=True)
    started_precision = models.CharField(
        _("précision"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    ended_on = models.DateField(_("jusqu'au (exclu)"), null=True, blank=True)
    end_reason = models.CharField(_("motif de fin"), max_length=250, blank=True)

    class Meta(Recorded.Meta):
        abstract = True
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(started_on__isnull=True)
                | Q(ended_on__isnull=True)
                | Q(ended_on__gt=F("started_on")),
                violation_error_message=_("La fin vient après le début."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_days_are_plausible",
                condition=(Q(started_on__isnull=True) | Q(started_on__gte=FIRST_DAY, started_on__lt=LAST_DAY))
                & (Q(ended_on__isnull=True) | Q(ended_on__gte=FIRST_DAY, ended_on__lt=LAST_DAY)),
                violation_error_message=_("Une date est comprise entre 1900 et 2099."),
            ),
        ]


def stamp(author: Author) -> dict[str, Any]:
    """Return the columns that say who wrote a fact, when, and from what."""
    return {
        "recorded_at": author.at,
        "recorded_by_id": author.user.pk if author.user else None,
        "source": author.source,
        "known_from": author.knows_since,
    }


def copied(fact: _M, **fields: Any) -> _M:
    """Write a fact again as another one, believed, with some fields changed; the first stays as it is."""
    copy = type(fact)._default_manager.get(pk=fact.pk)
    copy.pk = None
    copy._state.adding = True
    believed = {"retracted_at": None, "retracted_by": None, "retraction_reason": "", "known_until": None}
    for name, value in {**believed, **fields}.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy


@transaction.atomic
def retract(fact: Recorded, *, reason: str, by: Author) -> None:
    """Stop believing a fact; it stays, so that what was known before can be asked again."""
    model = type(fact)
    current = model._default_manager.select_for_update(of=("self",)).get(pk=fact.pk)
    if current.retracted_at is not None:
        raise Refused(_("Ce fait a déjà été retiré : %s.") % current.retraction_reason)
    if not reason.strip():
        raise Refused(_("Un retrait porte un motif : écrivez pourquoi ce fait était faux."))
    fact.retracted_at = by.at
    fact.retracted_by_id = by.user.pk if by.user else None
    fact.retraction_reason = reason
    fact.known_until = max(by.knows_since, current.known_from)
    fact.save(update_fields=["retracted_at", "retracted_by", "retraction_reason", "known_until"])


@transaction.atomic
def correct(fact: _M, *, reason: str, by: Author, **changes: Any) -> _M:
    """Retract a fact and write the right one in its place, as one act known since one moment."""
    retract(fact, reason=reason, by=by)
    return copied(fact, **{**stamp(by), **changes, "known_from": fact.known_until})
