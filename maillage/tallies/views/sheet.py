"""What the pages of a tally share, by a link, by an account or from paper: the boxes, and the thanks."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.facts import Author, day_of
from maillage.network.models import Team
from maillage.network.views.national_page import data_of
from maillage.tallies.forms.tally_forms import TallyForm, last_counts
from maillage.tallies.models import COUNTS, LABELS, How, Period, Tally
from maillage.tallies.operations.tallies import declare

AS_LAST = "comme"  # in the address: fill the boxes with what was declared last
FORM, THANKS = "tallies/tally.html", "tallies/declared.html"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Say whose tally a page is about, who fills it and how, and where its other pages are."""

    team: Team
    period: Period
    how: How
    who: str
    by: Author
    declared_at: Callable[[Period], str]
    corrected_at: Callable[[Period], str]
    form: type[TallyForm] = TallyForm
    crumbs: list[Crumb] = field(default_factory=list)
    used: Callable[[], object] = bool  # what else an act writes
    more: dict[str, Any] = field(default_factory=dict)

    def on_paper(self, form: type[TallyForm]) -> "Sheet":
        """Return the same sheet, copied from paper by somebody else."""
        return replace(self, how=How.PAPER, who="", form=form)

    @property
    def standing(self) -> Tally | None:
        """Return what is declared of the period."""
        return Tally.objects.believed().of_team(self.team).meeting(self.period).with_names().first()

    @property
    def last(self) -> Tally | None:
        """Return what was counted last before the period."""
        told = Tally.objects.believed().of_team(self.team).before(self.period)
        return told.with_counts().first()


def lines_of(tally: Tally) -> list[tuple[str, str]]:
    """Return what a tally says, count by count; what was not counted is said."""
    return [
        (
            str(LABELS[name]).capitalize(),
            _("pas compté") if tally.told(name) is None else formats.number(tally.told(name)),
        )
        for name in COUNTS
    ]


def tally_page(request: HttpRequest, sheet: Sheet, *, correcting: bool = False) -> HttpResponse:
    """Show the boxes of a period, or what is declared of it; write what is sent."""
    standing, last = sheet.standing, sheet.last
    if standing and not correcting and request.method != "POST":
        return thanks(request, sheet, standing)
    as_last = bool(request.GET.get(AS_LAST) and last)
    held = standing if correcting else last if as_last else None
    form = sheet.form(data_of(request), initial=_initial(sheet, held, word=correcting))
    context = {
        "sheet": sheet,
        "crumbs": sheet.crumbs,
        "standing": standing,
        "correcting": correcting,
        "filled_as_last": as_last,
        **before(last),
        **sheet.more,
    }
    return carry_out(
        request,
        form,
        template=FORM,
        do=lambda: _written(sheet, form),
        then=lambda done: sheet.declared_at(done[0].period),
        said=lambda done: _said(again=done[1]),
        context=context | {"standing_lines": lines_of(standing) if standing else []},
    )


def before(last: Tally | None) -> dict[str, object]:
    """Return what a page needs to offer « comme la dernière fois »."""
    return {"last": last, "last_counts": json.dumps(last_counts(last))}


def _initial(sheet: Sheet, held: Tally | None, *, word: bool) -> dict[str, object]:
    """Return what the boxes hold at first: nothing, or the counts of a tally, with its word where it is corrected."""
    counts = last_counts(held)
    return {"period": sheet.period.code, **counts, **({"word": held.word} if held and word else {})}


def _written(sheet: Sheet, form: TallyForm) -> tuple[Tally, bool]:
    """Write what is sent; what comes from a device says itself of which period it is."""
    sheet.used()
    return declare(
        sheet.team,
        form.cleaned_data.get("period") or sheet.period,
        form.told(how=sheet.how, filled_by=sheet.who),
        replaces=form.cleaned_data["replaces"],
        on=day_of(sheet.by.at),
        by=sheet.by,
    )


def _said(*, again: bool) -> str:
    """Return the sentence of what was done."""
    if again:
        return _("Ce relevé était déjà arrivé : il n'est écrit qu'une fois.")
    return _("C'est noté. Merci !")


def thanks(request: HttpRequest, sheet: Sheet, standing: Tally) -> HttpResponse:
    """Show what is declared of a period, and how to correct it."""
    context = {
        "sheet": sheet,
        "standing": standing,
        "lines": lines_of(standing),
        "correct_url": sheet.corrected_at(standing.period),
        "crumbs": sheet.crumbs,
        **sheet.more,
    }
    return render(request, THANKS, context)
