"""Life cycles as data: the states that something may take, which follow which, and the diagram of it in docs/."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import import_string

HEAD = "Cette page est écrite par `maillage states` ; ne la corrigez pas à la main.\n"


@dataclass(frozen=True, kw_only=True)
class Life:
    """Say which states follow which; the name is that of its page in docs/etats/."""

    name: str
    title: str | Promise
    states: type[models.TextChoices]
    first: str
    following: Mapping[str, Collection[str]]

    def may_become(self, state: str, following: str) -> bool:
        """Tell whether a state may be followed by another."""
        return following in self.following.get(state, ())

    @cached_property
    def last(self) -> frozenset[str]:
        """Return the states that nothing follows."""
        return frozenset(str(state) for state in self.states if not self.following.get(state))

    def diagram(self) -> str:
        """Return the page that draws this life."""
        number = {str(state): f"e{rank}" for rank, state in enumerate(self.states, start=1)}
        lines = [f'    state "{state.label}" as {number[state]}' for state in self.states]
        lines.append(f"    [*] --> {number[self.first]}")
        for state in self.states:
            lines += [
                f"    {number[state]} --> {number[str(after)]}" for after in self.following.get(state, ())
            ]
            if str(state) in self.last:
                lines.append(f"    {number[state]} --> [*]")
        drawn = "\n".join(lines)
        return f"# {self.title}\n\n{HEAD}\n```mermaid\nstateDiagram-v2\n{drawn}\n```\n"


def lives() -> list[Life]:
    """Return the life cycles that the settings name."""
    return [import_string(path) for path in settings.STATE_MACHINES]
