"""What a bilan is made of: parts, each with its stable code, its name and one line that explains it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from maillage.bilan import blocks
from maillage.bilan.context import Context
from maillage.bilan.document import Section
from maillage.indicators.definitions import Words

Make = Callable[[Context], tuple[Section, ...]]


def always(_context: Context) -> bool:
    """Tell of anything."""
    return True


@dataclass(frozen=True, kw_only=True)
class Part:
    """Name one part of a bilan, that the network may hide, move and comment."""

    code: str
    name: Words
    explained: Words
    make: Make
    figures: tuple[str, ...] = ()  # what the method defines when the part is shown
    national: bool = False  # told of the whole of France alone
    when: Callable[[Context], bool] = always  # else it has nothing to tell


Method = Callable[[Context, Sequence[Part]], tuple[Section, ...]]


def told_figures(context: Context, parts: Sequence[Part]) -> tuple[Section, ...]:
    """Define the figures of the parts that are shown, each once."""
    codes = list(dict.fromkeys(code for part in parts if part.when(context) for code in part.figures))
    return (blocks.method(context, codes),)


def anything(_context: Context) -> None:
    """Compose of any perimeter."""


@dataclass(frozen=True, kw_only=True)
class Definition:
    """Say how a bilan is titled and which parts it has, in order; the cover opens it, the method closes it."""

    code: str
    name: Words
    title: Callable[[Context], str]
    subtitle: Callable[[Context], str]
    parts: tuple[Part, ...]
    check: Callable[[Context], None] = anything
    method: Method = told_figures
    covered: bool = True  # a bilan of one page has no cover
    # Whether the records behind a figure are those of the perimeter of the bilan.
    opens_records: bool = True

    def part(self, code: str) -> Part | None:
        """Return a part by its code."""
        return next((part for part in self.parts if part.code == code), None)
