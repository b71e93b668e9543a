"""Names, seats and coverages, the same for organisations, cooperations and teams."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maillage.common.bulk import insert, insert_rows
from maillage.common.errors import Refused
from maillage.common.facts import Author, DatedFact, Precision, copied, correct, stamp
from maillage.common.normalise import fold
from maillage.network.models import Cooperation, CooperationCoverage, Team, TeamCoverage
from maillage.network.models.places import Situation, Subject
from maillage.territory.models import Commune, Departement, Epci

BATCH = 1000
SLUG_LENGTH = 200

_Subject = TypeVar("_Subject", bound=Subject)


class Contact(NamedTuple):
    """Say how to reach a subject."""

    website: str = ""
    telephone: str = ""
    email: str = ""


class Seat(NamedTuple):
    """Say where a subject sits: a commune, or a département, or nothing known."""

    commune: Commune | None = None
    departement: Departement | None = None

    def fields(self) -> dict[str, int | None]:
        """Return the place as fields of a situation; a commune brings its département."""
        if self.commune:
            return {"commune_id": self.commune.pk, "departement_id": self.commune.departement_id}
        return {"commune_id": None, "departement_id": self.departement.pk if self.departement else None}


def enter(model: type[_Subject], wanted: Sequence[tuple[str, Contact, Mapping[str, Any]]]) -> list[_Subject]:
    """Insert subjects, told by their name, their contact and their own fields, with page addresses that are free."""
    keys = [fold(name) for name, _contact, _own in wanted]
    roots = [_slug(key)[:SLUG_LENGTH] or model._meta.model_name or "" for key in keys]
    taken: set[str] = set()
    for start in range(0, len(roots), BATCH):
        for root in model._default_manager.filter(slug__in=roots[start : start + BATCH]).values_list(
            "slug", flat=True
        ):
            taken.add(root)
    if taken or len(set(roots)) < len(roots):  # twins take "-2", "-3"…, which others may hold already
        taken.update(model._default_manager.values_list("slug", flat=True))
    following: dict[str, int] = {}
    rows = []
    for (name, contact, own), key, root in zip(wanted, keys, roots, strict=True):
        slug = root
        while slug in taken:
            following[root] = following.get(root, 1) + 1
            slug = f"{root}-{following[root]}"
        taken.add(slug)
        rows.append({"name": name, "slug": slug, "folded": key[:220], **contact._asdict(), **own})
    return insert(model, rows)


def _slug(key: str) -> str:
    """Return a folded text as a part of an address: in ASCII, nothing is left to do but the hyphens."""
    return key.replace(" ", "-") if key.isascii() else slugify(key)


def lock(subjects: Iterable[Subject]) -> None:
    """Make every other writer about these subjects wait until this transaction ends."""
    keys: dict[type[Subject], set[int]] = {}
    for subject in subjects:
        keys.setdefault(type(subject), set()).add(subject.pk)
    if not connection.features.has_select_for_update:
        return  # on SQLite, a transaction that writes is alone
    # Always in the same order, so that two writers never wait for each other.
    for model in sorted(keys, key=lambda model: model.__name__):  # pragma: no cover - played on PostgreSQL
        ordered = sorted(keys[model])
        for start in range(0, len(ordered), BATCH):
            rows = model._default_manager.filter(pk__in=ordered[start : start + BATCH]).order_by("pk")
            list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


def overlap(
    first: dt.date, last: dt.date | None, periods: Iterable[tuple[dt.date | None, dt.date | None]]
) -> bool:
    """Tell whether a period meets one of several; no end is "still"."""
    return any(
        first < (ended or dt.date.max) and (started or dt.date.min) < (last or dt.date.max)
        for started, ended in periods
    )


def refuse_early_end(started: dt.date | None, ended: dt.date | None) -> None:
    """Refuse an end that does not come after its beginning."""
    if started is not None and ended is not None and ended <= started:
        raise Refused(
            _("La fin du %(end)s ne vient pas après le début du %(start)s : vérifiez les deux dates.")
            % {"end": f"{ended:%d/%m/%Y}", "start": f"{started:%d/%m/%Y}"}
        )


def first_situations(
    model: type[Situation], subjects: Sequence[tuple[Mapping[str, Any], Seat]], *, by: Author
) -> None:
    """Write the first situation of each subject: it holds since ever, until it is said to change."""
    insert_rows(model, [{**owner, **seat.fields()} for owner, seat in subjects], **stamp(by))


@transaction.atomic
def change_situation(current: Situation, *, on: dt.date, by: Author, **changes: Any) -> Situation:
    """Say that a situation changes on a day: the one in force ends, the next follows without a gap."""
    if current.started_on is not None and on <= current.started_on:
        raise Refused(
            _(
                "Le changement du %(on)s ne suit pas la situation en cours, qui date du %(start)s : "
                "corrigez plutôt cette situation."
            )
            % {"on": f"{on:%d/%m/%Y}", "start": f"{current.started_on:%d/%m/%Y}"}
        )
    if current.ended_on is not None and on >= current.ended_on:
        raise Refused(
            _(
                "Le changement du %(on)s vient après la fin de cette situation, le %(end)s : changez la suivante."
            )
            % {"on": f"{on:%d/%m/%Y}", "end": f"{current.ended_on:%d/%m/%Y}"}
        )
    until = current.ended_on
    closed = correct(current, reason=str(_("changement de situation")), by=by, ended_on=on)
    fields = {"started_on": on, "started_precision": Precision.DAY, "ended_on": until, **changes}
    return copied(closed, **fields)


@transaction.atomic
def cover(
    subject: Cooperation | Team,
    territories: Iterable[Commune | Epci | Departement],
    *,
    on: dt.date | None,
    by: Author,
) -> int:
    """Say that a subject covers territories from a day; what it covers already is left as it is."""
    model: type[CooperationCoverage | TeamCoverage]
    owner: dict[str, Any]
    if isinstance(subject, Cooperation):
        model, owner = CooperationCoverage, {"cooperation": subject}
    else:
        model, owner = TeamCoverage, {"team": subject}
    present = {
        row.territory
        for row in model._default_manager.filter(**owner, ended_on=None)
        .believed()
        .select_related("commune", "epci", "departement")
    }
    added = [territory for territory in dict.fromkeys(territories) if territory not in present]
    insert_rows(
        model,
        [{f"{type(territory).__name__.lower()}_id": territory.pk} for territory in added],
        **{f"{name}_id": value.pk for name, value in owner.items()},
        started_on=on,
        **stamp(by),
    )
    return len(added)


@transaction.atomic
def end_fact(fact: DatedFact, *, on: dt.date, reason: str, by: Author) -> DatedFact:
    """Say that a fact ceases to hold on a day, and why."""
    refuse_early_end(fact.started_on, on)
    return correct(fact, reason=str(_("fin enregistrée")), by=by, ended_on=on, end_reason=reason)
