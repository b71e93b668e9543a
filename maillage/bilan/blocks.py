"""The blocks that bilans are made of: each answers one question with figures of the catalogue."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.bilan.context import Context, key_figure, month_before, month_name, sentence, value_text
from maillage.bilan.document import (
    Chart,
    Column,
    Columns,
    KeyFigure,
    KeyFigures,
    Prose,
    Section,
    Series,
    Table,
    TableColumn,
)
from maillage.common.formats import day as written_day
from maillage.common.formats import listing
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.maps import cooperation_map, team_map
from maillage.indicators.measure import Measure
from maillage.indicators.models import PublishedFigure
from maillage.indicators.published import published_span
from maillage.programme.models import ActionConduct, ActionState, Axis, Pledge, Programme

# What fits on a page without becoming small print.
MOST_PUBLISHED = 12
ROUNDED = Decimal("0.5")
COOPERATION_FIGURES = (
    "cooperations-lancees",
    "departements-en-amorce",
    "cooperations-locales-ou-en-structuration",
)

PROGRAMME_FIGURES = ("engagements", "engagements-tenus", "conventions")


def cover(title: str) -> Section:
    """Open a bilan."""
    return Section(key="couverture", kind="cover", title=title)


def source_line(context: Context, *measures: Measure) -> str:
    """Return the sources of figures, and their days where these are not the day of the bilan."""
    sources = listing(sorted({m.source for m in measures}))
    days = sorted({m.as_of for m in measures} - {context.as_of})
    if not days:
        return sources
    return _("%(sources)s, au %(days)s") % {
        "sources": sources,
        "days": listing([written_day(day) for day in days]),
    }


def on_the_day(context: Context) -> str:
    """Return the subtitle of the bilan of one place, or of one organisation: its day."""
    return _("au %s") % written_day(context.as_of)


def in_brief(context: Context, codes: Sequence[str], titled: Callable[[str], str]) -> Section:
    """Say in a few figures where things stand; the title is made of the first one, told as a sentence."""
    measures = [context.measure(code) for code in codes]
    return Section(
        key="en-bref",
        title=titled(sentence(measures[0])),
        blocks=(KeyFigures(tuple(key_figure(m) for m in measures)),),
        notes=context.notes(*measures),
        source=source_line(context, *measures),
    )


def plenary_days(as_of: dt.date) -> tuple[dt.date, dt.date, dt.date]:
    """Return the ends of the two years before a day, and of the last month that is over."""
    return dt.date(as_of.year - 2, 12, 31), dt.date(as_of.year - 1, 12, 31), month_before(as_of)


def cooperations(context: Context) -> tuple[Section, ...]:
    """Say how many cooperations there are on three days, each with its map."""
    return tuple(_cooperations_on(context, day) for day in plenary_days(context.as_of))


def _cooperations_on(context: Context, day: dt.date) -> Section:
    """Say how many cooperations there are on one day, with its map."""
    measures = [context.measure(code, on=day) for code in COOPERATION_FIGURES]
    return Section(
        key=f"cooperations-{day:%Y-%m}",
        title=_("%(month)s : %(sentence)s")
        % {"month": month_name(day).capitalize(), "sentence": sentence(measures[0])},
        blocks=(
            KeyFigures(tuple(key_figure(m) for m in measures)),
            cooperation_map(context.register, day),
        ),
        notes=context.notes(*measures),
        source=source_line(context, *measures),
    )


def signatory_days(as_of: dt.date) -> tuple[dt.date, ...]:
    """Return the end of January of three years, then the day itself: a growth on comparable days."""
    januaries = [dt.date(year, 1, 31) for year in range(as_of.year - 2, as_of.year + 1)]
    return (*(day for day in januaries if day < as_of), as_of)


def signatories(context: Context) -> Section:
    """Say how the number of signatories grew, on four days."""
    measures = [context.measure("signataires", on=day) for day in signatory_days(context.as_of)]
    return Section(
        key="signataires",
        title=sentence(measures[-1]),
        blocks=(
            Chart(
                title=_("Signataires de la charte nationale"),
                kind="columns",
                categories=tuple(month_name(m.as_of).capitalize() for m in measures),
                series=(Series(_("Signataires"), tuple(m.value for m in measures)),),
                unit=measures[-1].unit,
                alt=_("Nombre de signataires : %(values)s.")
                % {"values": ", ".join(f"{month_name(m.as_of)} : {value_text(m)}" for m in measures)},
            ),
        ),
        notes=context.notes(*measures),
        source=source_line(context, *measures),
    )


def teams(context: Context) -> Section:
    """Say how many teams are recognised and where they are, overseas included."""
    whole = context.measure("equipes", by="zone")
    places = context.measure("equipes", by="departement")
    overseas = next((part.value for part in whole.parts if part.key == "outre-mer"), 0)
    count = sum(bool(part.key) for part in places.parts)
    return Section(
        key="equipes",
        title=_("%(sentence)s, dans %(places)s")
        % {
            "sentence": sentence(whole),
            "places": ngettext("%d département", "%d départements", count) % count,
        },
        blocks=(
            KeyFigures((key_figure(whole), *_counted_places(whole, count, overseas))),
            team_map(context.register, context.as_of, context.perimeter),
        ),
        notes=context.notes(whole),
        source=source_line(context, whole),
    )


def _counted_places(whole: Measure, places: int, overseas: int) -> tuple[KeyFigure, ...]:
    """Return how many départements have a team, and how many teams are overseas."""

    def beside(code: str, value: int, words: str) -> KeyFigure:
        return KeyFigure(
            code=code,
            value=value,
            text=str(value),
            sentence=words,
            definition=whole.definition,
            source=whole.source,
            as_of=whole.as_of,
            known_at=whole.known_at,
        )

    return (
        beside(
            "equipes:departements",
            places,
            ngettext("département a une équipe", "départements ont une équipe", places),
        ),
        beside(
            "equipes:outre-mer",
            overseas,
            ngettext("équipe est outre-mer", "équipes sont outre-mer", overseas),
        ),
    )


def carriers(context: Context) -> Section:
    """Say what kinds of organisation carry the teams, as shares."""
    carried = context.measure("porteurs")
    parts = sorted((part for part in carried.parts if part.share), key=lambda part: -part.value)
    labels = [part.label[:1].upper() + part.label[1:] for part in parts]
    first = parts[0] if parts else None
    title = (
        _("%(share)s %% des équipes sont portées par des %(kind)s")
        % {"share": f"{first.share:.0f}", "kind": first.label}
        if first
        else _("Aucune équipe n'est portée à cette date")
    )
    shares = tuple((part.share or Decimal(0)) / 100 for part in parts)
    nothing = Prose(
        paragraphs=(
            _(
                "Qui porte les équipes se lit ici dès qu'une équipe est reconnue et qu'une organisation la porte."
            ),
        )
    )
    return Section(
        key="porteurs",
        title=title,
        blocks=(
            Chart(
                title=_("Qui porte les équipes citoyennes"),
                kind="shares",
                categories=tuple(labels),
                series=(Series(_("Part des équipes"), tuple(round(share, 2) for share in shares)),),
                unit="%",
                alt=", ".join(f"{label} : {share:.0%}" for label, share in zip(labels, shares, strict=True)),
            )
            if parts
            else nothing,
        ),
        notes=context.notes(carried),
        source=source_line(context, carried) + _overlap(carried.overlap),
    )


def _overlap(count: int) -> str:
    """Say how many teams count in several parts, if any does."""
    if not count:
        return ""
    said = ngettext("%d équipe compte dans deux parts", "%d équipes comptent dans deux parts", count) % count
    return f" ; {said}"


def counted_members(count: int) -> str:
    """Say how many organisations take part in a cooperation."""
    return (
        ngettext(
            "%d organisation membre de la coopération", "%d organisations membres de la coopération", count
        )
        % count
    )


def programme(context: Context) -> tuple[Section, ...]:
    """Say the axes of the programme, then the actions of each."""
    presented = Programme.objects.presented_on(context.as_of)
    if presented is None:
        return ()
    axes = list(presented.axes.prefetch_related("actions"))
    actions = [action.pk for axis in axes for action in axis.actions.all()]
    said = _said(context, actions)
    source = _("%(title)s, adopté le %(day)s") % {
        "title": presented.title,
        "day": written_day(presented.adopted_on),
    }
    named = {
        axis.pk: _("Axe %(number)d : %(title)s") % {"number": axis.number, "title": axis.title}
        for axis in axes
    }
    overview = Section(
        key="programme",
        title=_("%(title)s : %(count)s")
        % {
            "title": presented.title,
            "count": ngettext("%d axe", "%d axes", len(axes)) % len(axes),
        },
        blocks=(Columns(tuple(Column(named[axis.pk], axis.purpose) for axis in axes)),),
        notes=context.notes(),
        source=source,
    )
    details = tuple(
        Section(
            key=f"programme-axe-{axis.number}",
            title=named[axis.pk],
            blocks=(Prose(paragraphs=(axis.purpose or axis.title,)), *_actions(axis, said)),
            notes=context.notes(),
            source=source,
        )
        for axis in axes
    )
    return (overview, *details, *_promised(context))


def _said(context: Context, actions: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """Return what is said of each action on the day: where it stands, who leads it, how many pledges it has.

    Before a programme runs, nobody says where its actions stand: nothing is said of any.
    """
    day, known = context.as_of, context.known_at
    states = ActionState.objects.standing(day, known).among(actions)
    stands = {one.action_id: one.get_state_display() for one in states}
    if not stands:
        return {}
    leads = {one.action_id: one.pilot for one in ActionConduct.objects.standing(day, known).among(actions)}
    pledges = Counter(Pledge.objects.standing(day, known).values_list("action_id", flat=True))
    found = {}
    for key in actions:
        lines = [capfirst(stands.get(key) or _("état inconnu"))]
        if key in leads:
            lines.append(_("Menée par : %s") % leads[key])
        if count := pledges[key]:
            lines.append(ngettext("%d engagement public", "%d engagements publics", count) % count)
        found[key] = tuple(lines)
    return found


def _promised(context: Context) -> tuple[Section, ...]:
    """Say how much is pledged and agreed, once something is."""
    measures = [context.measure(code) for code in PROGRAMME_FIGURES]
    if not any(found.value for found in measures):
        return ()
    return (
        Section(
            key="programme-engagements",
            title=sentence(measures[0]),
            blocks=(KeyFigures(tuple(key_figure(found) for found in measures)),),
            notes=context.notes(*measures),
            source=source_line(context, *measures),
        ),
    )


def _actions(axis: Axis, said: Mapping[int, tuple[str, ...]]) -> tuple[Columns, ...]:
    """Return the actions of an axis side by side, with what is said of each; an axis may have none."""
    actions = tuple(
        Column(
            _("Action %(axis)d.%(number)d") % {"axis": axis.number, "number": action.number},
            action.title,
            said.get(action.pk, ()),
        )
        for action in axis.actions.all()
    )
    return (Columns(actions),) if actions else ()


def published(context: Context) -> Section | None:
    """Set what was published beside what the register computes, on the same day."""
    figures = list(
        PublishedFigure.objects.known_at(context.known_at)
        .filter(perimeter=str(context.perimeter), code__in=CATALOGUE, on__lte=context.as_of)
        .order_by("-on", "code", "pk")[:MOST_PUBLISHED]
    )
    if not figures:
        return None
    rows = []
    for figure in figures:
        first, last = published_span(CATALOGUE[figure.code], figure) or (None, figure.on)
        computed = context.measure(figure.code, on=last, since=first)
        gap = None if computed.value is None else Decimal(computed.value) - figure.value
        rows.append((computed.title, figure.on, figure.value, computed.value, gap, figure.publication))
    return Section(
        key="chiffres-publies",
        title=_found_again([gap for *_row, gap, _publication in rows]),
        blocks=(
            Table(
                title=_("Chiffres publiés et chiffres calculés"),
                columns=(
                    TableColumn(_("Chiffre")),
                    TableColumn(_("Au"), "day"),
                    TableColumn(_("Publié"), "number"),
                    TableColumn(_("Calculé"), "number"),
                    TableColumn(_("Écart"), "number"),
                    TableColumn(_("Publication")),
                ),
                rows=tuple(rows),
                note=_("Écart : chiffre calculé moins chiffre publié ; jusqu'à un demi, c'est un arrondi."),
            ),
        ),
        notes=(_("Un chiffre publié garde sa source ; il n'entre jamais dans un calcul."), *context.notes()),
        source=_("publications citées dans le tableau"),
    )


def _found_again(gaps: Sequence[Decimal | None]) -> str:
    """Say how many of the published figures the register computes too, give or take what rounding takes."""
    found = sum(gap is not None and abs(gap) <= ROUNDED for gap in gaps)
    if found == len(gaps):
        return ngettext(
            "Le chiffre publié se retrouve dans le registre",
            "Les %d chiffres publiés se retrouvent dans le registre",
            found,
        ) % (() if found == 1 else found)
    if found:
        return ngettext(
            "%(found)d des %(count)d chiffres publiés se retrouve dans le registre",
            "%(found)d des %(count)d chiffres publiés se retrouvent dans le registre",
            found,
        ) % {"found": found, "count": len(gaps)}
    return _("Ce qui a été publié, à côté de ce que le registre compte")


def method(context: Context, codes: Sequence[str]) -> Section:
    """Say how each figure is defined, from what, and of which days."""
    return method_of(context, [context.measure(code) for code in codes])


def method_of(context: Context, measures: Sequence[Measure]) -> Section:
    """Say how measured figures are defined, each once, from what, and of which days."""
    told = {m.code: (m.title, m.definition, m.source) for m in measures}
    return Section(
        key="methode",
        kind="method",
        title=_("Comment ces chiffres sont comptés"),
        blocks=(
            Table(
                title=_("Définitions et sources"),
                columns=(TableColumn(_("Chiffre")), TableColumn(_("Définition")), TableColumn(_("Source"))),
                rows=tuple(told.values()),
            ),
        ),
        notes=context.notes(*measures),
        source=_("registre (%s)") % context.organisation,
    )
