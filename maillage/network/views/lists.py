"""Give a list as a file: by a link where it names nobody, else by a button, and the journal says who took it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.operations import take_list
from maillage.accounts.roles import Right
from maillage.common.components import Download
from maillage.common.exports import Table, offered, table_answer
from maillage.common.formats import number
from maillage.network.views.national_page import address

MOST = 20_000  # lines that a spreadsheet program opens at ease, and that a page makes in a moment


def links(request: HttpRequest) -> list[Download]:
    """Return the files of a list that names nobody, with what the page was asked for."""
    return offered(lambda kind: address(request, format=kind, page=""))


def given(kind: str, table: Table, *, name: str, said: Sequence[str] = ()) -> HttpResponse:
    """Return a list as a file of today."""
    return table_answer(kind, table, name=name, on=timezone.localdate(), said=said)


def is_too_long(request: HttpRequest, rows: "models.QuerySet[Any]") -> bool:
    """Tell whether a list has more lines than a file may hold, and say so on the page."""
    count = rows.count()
    if count > MOST:
        sentence = _(
            "Cette liste a %(count)s lignes, et un fichier en porte %(most)s au plus : choisissez-en une partie, "
            "par exemple une période, puis emportez-la."
        )
        messages.warning(request, sentence % {"count": number(count), "most": number(MOST)})
    return count > MOST


def carried_away(
    request: HttpRequest,
    kind: str,
    table: Table,
    *,
    name: str,
    right: Right,
    about: Sequence[models.Model] = (),
    said: Sequence[str] = (),
) -> HttpResponse:
    """Return a list that names people as a file of today, once the journal says who takes it."""
    answer = given(kind, table, name=name, said=said)
    actor = actor_of(request)
    by = actor.author(right, at=timezone.now())
    concerned = about or [user for user in (actor.user,) if user]
    take_list(table.title, *concerned, lines=len(table.rows), by=by)
    return answer
