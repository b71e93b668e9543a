"""The hats that people wear: a role on a perimeter, from a day to a day."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.roles import PerimeterKind, Role
from maillage.common.facts import DatedFact, DatedFactQuerySet
from maillage.common.personal import Basis, People, Personal
from maillage.territory.perimeter import Perimeter


class GrantQuerySet(DatedFactQuerySet["Grant"]):
    """Read grants."""

    def in_force(self, day: dt.date) -> Self:
        """Keep the grants that count on a day, as known now."""
        return self.believed().as_of(day)

    def in_force_after(self, day: dt.date) -> Self:
        """Keep the grants that count on a day or later, as known now."""
        return self.believed().filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def of_role(self, role: Role) -> Self:
        """Keep the grants of a role."""
        return self.filter(role=role)

    def on(self, perimeter: Perimeter) -> Self:
        """Keep the grants worn on a perimeter."""
        return self.filter(perimeter_kind=perimeter.kind, perimeter_code=perimeter.code)

    def of_people(self, people: Iterable[models.Model]) -> Self:
        """Keep the grants of some people."""
        return self.filter(user__in=people)

    def open(self) -> Self:
        """Keep the grants that nobody has ended, as known now."""
        return self.believed().filter(ended_on__isnull=True)

    def worn_by(self, addresses: Collection[str]) -> Self:
        """Keep the grants of some people, given their addresses."""
        return self.filter(user__email__in=addresses)

    def with_people(self) -> Self:
        """Read each grant with its person and who gave it, by name."""
        return self.select_related("user", "recorded_by").order_by("user__name", "user", "role", "pk")


class Grant(DatedFact):
    """Say that a person wears a role on a perimeter, from a day to a day."""

    personal = (
        Personal(
            fields=("user",),
            people=People.ACCOUNTS,
            purpose=_("Dire qui peut faire quoi, et depuis quand."),
            basis=Basis.MEMBERSHIP,
            kept=_("aussi longtemps que le registre ; après votre départ, un numéro remplace votre nom"),
        ),
    )

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name=_("personne")
    )
    role = models.CharField(_("rôle"), max_length=30, choices=Role.choices)
    perimeter_kind = models.CharField(_("périmètre"), max_length=12, choices=PerimeterKind.choices)
    perimeter_code = models.CharField(_("code du périmètre"), max_length=220, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("rôle")
        verbose_name_plural = _("rôles")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="accounts_grant_france_alone_has_no_code",
                condition=Q(perimeter_kind="france", perimeter_code="")
                | (~Q(perimeter_kind="france") & ~Q(perimeter_code="")),
                violation_error_message=_("Un périmètre plus petit que la France porte son code."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "perimeter_kind", "perimeter_code"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="accounts_grant_one_open",
                violation_error_message=_("Cette personne a déjà ce rôle ici."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.get_role_display()} ({self.perimeter})"

    @property
    def perimeter(self) -> Perimeter:
        """Return where this role is worn."""
        return Perimeter(self.perimeter_kind, self.perimeter_code)
