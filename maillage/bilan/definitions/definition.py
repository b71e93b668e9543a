"""What a bilan is made of."""

from collections.abc import Callable
from dataclasses import dataclass

from maillage.bilan.context import Context
from maillage.bilan.document import Section


@dataclass(frozen=True, kw_only=True)
class Definition:
    """Say how a bilan is titled and which sections it has, in order."""

    code: str
    name: str
    title: Callable[[Context], str]
    subtitle: Callable[[Context], str]
    sections: Callable[[Context], tuple[Section, ...]]
    # Whether the records behind a figure are those of the perimeter of the bilan.
    opens_records: bool = True
