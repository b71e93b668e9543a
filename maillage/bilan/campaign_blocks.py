"""The blocks about a campaign: who gave their bilan in, what these bilans count together, what they say."""

from collections.abc import Iterator, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.bilan.context import Context
from maillage.bilan.document import (
    Column,
    Columns,
    Drawn,
    KeyFigure,
    KeyFigures,
    Prose,
    Section,
    Table,
    TableColumn,
)
from maillage.bilan.models import BilanCampaign, CampaignBilan, ChosenText, FrozenBilan
from maillage.common.formats import day as written_day
from maillage.common.formats import listing
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.definitions import Ratio
from maillage.indicators.measure import FRANCE, value_of
from maillage.indicators.origins import origin_of

ON_A_PAGE = 3  # texts side by side
SHORT = 320  # letters of a text that stands beside others


def rate_of(given: int, asked: int, *, carriers: bool = False) -> str:
    """Say how many gave their bilan in, out of how many: a sum without it means nothing."""
    if not given:
        words = (
            _("aucun porteur sur %d n'a encore rendu son bilan")
            if carriers
            else _("aucune coopération sur %d n'a encore rendu son bilan")
        )
        return capfirst(words % asked)
    if carriers:
        return ngettext(
            "%(given)d porteur sur %(asked)d a rendu son bilan",
            "%(given)d porteurs sur %(asked)d ont rendu leur bilan",
            given,
        ) % {"given": given, "asked": asked}
    return ngettext(
        "%(given)d coopération sur %(asked)d a rendu son bilan",
        "%(given)d coopérations sur %(asked)d ont rendu leur bilan",
        given,
    ) % {"given": given, "asked": asked}


def campaigns_of(context: Context) -> list[BilanCampaign]:
    """Return the campaigns whose figures are those of the day of the bilan."""
    return list(BilanCampaign.objects.telling_of(context.as_of, context.known_at).order_by("pk"))


def given_in(context: Context) -> tuple[Section, ...]:
    """Say how many gave their bilan in, and what these count together; nothing where none was asked for."""
    campaigns = campaigns_of(context)
    asked = list(
        CampaignBilan.objects.filter(campaign__in=campaigns, asked_at__lte=context.known_at).in_full()
    )
    if not asked:
        return ()
    rows = list(FrozenBilan.objects.of_campaigns(campaigns, context.known_at).select_related("bilan"))
    sections: list[Section] = []
    for carriers in (False, True):
        theirs = [one for one in asked if bool(one.carrier_id) is carriers]
        frozen = [row for row in rows if row.bilan and bool(row.bilan.carrier_id) is carriers]
        if theirs:
            sections += _counted(context, theirs, frozen, carriers=carriers)
    return tuple(sections)


def _counted(
    context: Context, asked: Sequence[CampaignBilan], frozen: Sequence[FrozenBilan], *, carriers: bool
) -> Iterator[Section]:
    """Say how many gave their bilan in, then the sums of what they count beside what the register counts."""
    rate = rate_of(len(frozen), len(asked), carriers=carriers)
    rest, given = (
        (_("porteurs qui l'ont rendu"), _("porteurs à qui il a été demandé"))
        if carriers
        else (_("coopérations qui l'ont rendu"), _("coopérations à qui il a été demandé"))
    )
    missing = sorted({one.subject.name for one in asked} - {r.bilan.subject.name for r in frozen if r.bilan})
    key = "bilans-des-porteurs" if carriers else "bilans-des-cooperations"
    source = _("bilans acceptés et figés, registre (%s)") % context.organisation
    yield Section(
        key=key,
        title=rate,
        blocks=(
            KeyFigures((_number(context, len(frozen), rest), _number(context, len(asked), given))),
            *_still_missing(missing),
        ),
        notes=context.notes(),
        source=source,
    )
    if sums := _sums(context, frozen, rate):
        yield Section(
            key=f"{key}-sommes",
            title=_("Ensemble : %s") % rate,
            blocks=(sums,),
            notes=context.notes(),
            source=source,
        )


def _number(context: Context, value: int, words: str) -> KeyFigure:
    """Return a count of bilans as a figure."""
    return KeyFigure(
        code="bilans",
        value=value,
        text=str(value),
        sentence=words,
        definition=_("Un bilan est rendu quand l'équipe nationale l'a accepté : il est alors figé."),
        source=_("campagne de bilans"),
        as_of=context.as_of,
        known_at=context.known_at,
    )


def _sums(context: Context, frozen: Sequence[FrozenBilan], rate: str) -> Table | None:
    """Add up the figures of the frozen bilans, each with how many bilans say it; nothing where there is none."""
    counted: dict[str, list[int]] = {}
    for row in frozen:
        for code, day, since, value in row.figures:
            figure = CATALOGUE.get(code)
            if figure is None or isinstance(figure, Ratio) or day != context.as_of.isoformat() or not value:
                continue
            if not since or since == f"{context.as_of.year}-01-01":
                counted.setdefault(code, []).append(int(value))
    if not counted:
        return None
    rows = []
    for code, values in counted.items():
        figure = CATALOGUE[code]
        whole = value_of(figure, context.register, context.as_of)
        origin = origin_of(figure, context.register, context.as_of, FRANCE)
        title = origin.marked(str(figure.title)) if origin else str(figure.title)
        rows.append((title, sum(values), len(values), whole))
    return Table(
        title=_("Ce que comptent ensemble les bilans rendus"),
        columns=(
            TableColumn(_("Chiffre")),
            TableColumn(_("Somme des bilans"), "number"),
            TableColumn(_("Bilans qui le disent"), "number"),
            TableColumn(_("Le registre, toute la France"), "number"),
        ),
        rows=tuple(rows),
        note=_(
            "%s. Rien n'est estimé pour les autres. Deux territoires qui se recouvrent comptent chacun ce qui leur "
            "est commun : la somme n'est pas le chiffre de la France."
        )
        % rate,
    )


def _still_missing(names: Sequence[str]) -> tuple[Prose, ...]:
    """Name those whose bilan did not come."""
    if not names:
        return ()
    return (Prose(paragraphs=(_("Manquent encore : %s.") % listing(list(names)),)),)


def said(context: Context) -> tuple[Section, ...]:
    """Set the texts that were chosen, each under the name of whose it is; nothing where none is."""
    chosen = ChosenText.objects.known_at(context.known_at).of_campaigns(campaigns_of(context))
    rows = [row.text for row in chosen]
    short = [one for one in rows if len(one.text) <= SHORT]
    pages: list[Drawn] = [
        Columns(tuple(Column(one.bilan.subject.name, one.text) for one in short[first : first + ON_A_PAGE]))
        for first in range(0, len(short), ON_A_PAGE)
    ]
    pages += [
        Prose(title=one.bilan.subject.name, paragraphs=tuple(filter(None, one.text.split("\n"))))
        for one in rows
        if len(one.text) > SHORT
    ]
    return tuple(
        Section(
            key=f"textes-choisis-{rank}",
            title=_("Ce qu'en disent les territoires"),
            blocks=(page,),
            notes=context.notes(),
            source=_("bilans rendus, au %s") % written_day(context.as_of),
        )
        for rank, page in enumerate(pages, start=1)
    )
