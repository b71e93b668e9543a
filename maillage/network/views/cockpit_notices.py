"""What the cockpit says first, told by the packages above the register that the settings name."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from maillage.accounts.actors import Actor
from maillage.network.models import Cooperation


@dataclass(frozen=True, kw_only=True)
class CockpitNotice:
    """Hold one thing that must be seen: its kind, its words, and where to go on, for whoever may."""

    kind: str
    words: str
    button: str = ""
    url: str = ""


Teller = Callable[[Cooperation, Actor, dt.date], Iterable[CockpitNotice]]


def notices_of(row: Cooperation, actor: Actor, day: dt.date) -> list[CockpitNotice]:
    """Return what a cooperation must be told of on a day, for a person."""
    tellers: list[Teller] = [import_string(name) for name in settings.COCKPIT_NOTICES]
    return [notice for tell in tellers for notice in tell(row, actor, day)]
