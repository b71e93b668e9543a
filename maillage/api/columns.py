"""How a set of open data is declared: its columns, once for the files, their schema and their dictionary."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from maillage.indicators.forms import Question

Text = str | Promise
Value = str | float | bool | dt.date | list[str] | None


@dataclass(frozen=True, kw_only=True)
class Field:
    """Declare a column: its name in files, its type (Table Schema), what it says, where it is read."""

    name: str
    kind: str = "string"
    title: Text
    description: Text = ""
    required: bool = False
    of: Callable[[Any], Value]


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Declare a set of open data."""

    name: str
    title: Text
    description: Text
    fields: Sequence[Field]
    rows: Callable[[Question], Sequence[Any]]
