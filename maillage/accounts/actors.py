"""Whoever acts: a person with their hats, what each hat reaches, and the hat that an act is written under."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from maillage.accounts.roles import GRANTED, STRONG, Right, Role
from maillage.common.facts import Author
from maillage.territory.perimeter import Perimeter

WORN = "worn_hat"  # in a session: the grant whose hat was chosen
# In a session, written by allauth: how a person signed in, and which one.
METHODS = "account_authentication_methods"
METHODS_OF = "account_authentication_methods_user"

# The rows of a model that a hat reaches, as a query not yet asked; None: all of them.
Rows: TypeAlias = "QuerySet[Any] | None"


class WhenAsked(Mapping[str, "Rows"]):
    """Hold the rows of each model, each made when it is first asked for: most pages ask for one."""

    def __init__(self, makers: Mapping[str, Callable[[], "Rows"]]) -> None:
        self._makers = makers
        self._made: dict[str, Rows] = {}

    def __getitem__(self, model: str) -> "Rows":
        if model not in self._made:
            self._made[model] = self._makers[model]()
        return self._made[model]

    def __contains__(self, model: object) -> bool:
        return model in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Say which rows of each model lie in a perimeter, and which of them are not archived."""

    rows: Mapping[str, Rows] = field(default_factory=dict)
    live: Mapping[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Hat:
    """Hold one role of a person, on a perimeter."""

    grant: int
    role: Role
    perimeter: Perimeter
    label: str = ""
    since: dt.date | None = None
    reach: Reach = Reach()

    @property
    def is_strong(self) -> bool:
        """Tell whether this hat counts only after a second factor."""
        return self.role in STRONG

    def grants(self, right: Right) -> bool:
        """Tell whether the role of this hat has a right."""
        return self.role in GRANTED[right]

    def reaches(self, subject: Model) -> bool:
        """Tell whether this hat reaches a subject of the register."""
        model = subject._meta.model_name or ""
        if model not in self.reach.rows:
            return False
        rows = self.reach.rows[model]
        return (
            rows is None or type(subject)._default_manager.filter(pk=subject.pk).filter(pk__in=rows).exists()
        )


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Hold a person with the hats that count now; nobody wears none."""

    user: AbstractBaseUser | None = None
    hats: tuple[Hat, ...] = ()
    worn: int | None = None
    waiting: tuple[Hat, ...] = ()  # hats that wait for a second factor

    @property
    def hat(self) -> Hat | None:
        """Return the hat that was chosen, or else the first one."""
        chosen = (hat for hat in self.hats if hat.grant == self.worn)
        return next(chosen, self.hats[0] if self.hats else None)

    def may(self, right: Right) -> bool:
        """Tell whether some hat has a right, on anything at all."""
        return any(hat.grants(right) for hat in self.hats)

    def among(self, kept: Callable[[Hat], bool]) -> "Actor":
        """Return the same person with some of their hats alone."""
        return replace(self, hats=tuple(hat for hat in self.hats if kept(hat)))

    @property
    def at_home(self) -> "Actor":
        """Return the same person without the hats worn for everybody: what they lead themselves."""
        return self.among(lambda hat: not hat.perimeter.is_france)

    def hat_for(self, right: Right, about: Model | None = None) -> Hat | None:
        """Return the hat under which a right is used: the one that is worn, or the first that has it.

        `about` is the subject of the act: a hat that does not reach it is not the one under which it is done.
        """
        granting = [hat for hat in self.hats if hat.grants(right)]
        if about is not None and len(granting) > 1:
            granting = [hat for hat in granting if hat.reaches(about)]
        return next((hat for hat in granting if hat.grant == self.worn), granting[0] if granting else None)

    def q(self, right: Right, model: str, path: str = "pk", *, live: bool = False) -> Q:
        """Return the condition that a row is within reach of a right, given its path to a model.

        `live` keeps archived rows out: what is closed is read, and no longer changed.
        """
        condition = Q(pk__in=[])
        for hat in self.hats:
            if not hat.grants(right):
                continue
            reach = hat.reach.live if live else hat.reach.rows
            if model not in reach:
                continue
            rows = reach[model]
            if rows is None:
                # An empty Q vanishes from a union, and would then mean "nothing more" instead of "all".
                return ~Q(pk__in=[])
            here = Q(**{f"{path}__in": rows})
            if hat.perimeter.is_france:
                return here  # all that lives: the other hats add nothing to it
            condition |= here
        return condition

    def author(
        self, right: Right, *, at: dt.datetime, about: Model | None = None, source: str = ""
    ) -> Author:
        """Return who writes, under which role, when; `about` is the subject that the hat must reach."""
        hat = self.hat_for(right, about)
        return Author(at=at, user=self.user, role=hat.role if hat else "", source=source)


NOBODY = Actor()


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    found: Actor = getattr(request, "actor", NOBODY)
    return found


def gave_second_factor(session: SessionBase) -> bool:
    """Tell whether this session was opened, or confirmed, by its person with a second factor."""
    if session.get(METHODS_OF) != session.get(SESSION_KEY):
        return False
    return any(method.get("method") == "mfa" for method in session.get(METHODS, []))


def confirmed_again(session: SessionBase, *, at: dt.datetime) -> bool:
    """Tell whether the person gave their second factor once more, a short while ago, in this very session."""
    if not gave_second_factor(session):
        return False
    given = [
        method
        for method in session.get(METHODS, [])
        if method.get("method") == "mfa" and method.get("reauthenticated")
    ]
    return bool(given) and at.timestamp() - given[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def forget_second_factor(session: SessionBase) -> None:
    """Make the hats that decide wait again: the person has no second factor any more."""
    session[METHODS] = [method for method in session.get(METHODS, []) if method.get("method") != "mfa"]
