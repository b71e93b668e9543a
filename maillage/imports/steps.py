"""What most lines do: bring a subject, complete it, state a fact. Each step says what it changed, in words."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common import formats
from maillage.common.normalise import fold
from maillage.imports.acts import FactAct, Place, Record, Shape
from maillage.imports.cells import RowRefused
from maillage.imports.columns import Row
from maillage.imports.plan import Outcome
from maillage.imports.reconcile import Fact, Statement, Verb, Verdict, decide, meets, withdraw
from maillage.imports.register import SITUATIONS, Register
from maillage.network.models import CooperationLevel

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_WORDS = {
    "name": gettext_lazy("nom"),
    "siret": gettext_lazy("SIRET"),
    "rna": gettext_lazy("RNA"),
    "website": gettext_lazy("site"),
    "telephone": gettext_lazy("téléphone"),
    "email": gettext_lazy("courriel"),
    "activities": gettext_lazy("activités"),
    "schedule": gettext_lazy("quand"),
    "kind_id": gettext_lazy("nature"),
    "level": gettext_lazy("niveau"),
    "departement_id": gettext_lazy("département"),
    "commune_id": gettext_lazy("commune"),
    "start": gettext_lazy("depuis le"),
    "end": gettext_lazy("jusqu'au"),
    "end_reason": gettext_lazy("motif de fin"),
    "college": gettext_lazy("collège"),
    "evidence_kind": gettext_lazy("preuve"),
    "evidence": gettext_lazy("détail"),
    "value": gettext_lazy("valeur"),
    "unit": gettext_lazy("unité"),
    "approximate": gettext_lazy("approximatif"),
    "published_in": gettext_lazy("date de la publication"),
    "note": gettext_lazy("note"),
}


class Step(NamedTuple):
    """Hold what a statement came to."""

    outcome: str
    words: str = ""
    act: FactAct | None = None


def when(start: Any, precision: str) -> str:
    """Return a date as exactly as it is known."""
    return formats.day(start, precision)


def on_day(moment: dt.datetime) -> str:
    """Return the day of a moment, where the site is."""
    return formats.short_day(timezone.localtime(moment).date())


def changed(name: str, before: Any, after: Any) -> str:
    """Return a change in words."""
    if before in (None, ""):
        return _("%(what)s : %(after)s") % {"what": _WORDS.get(name, name), "after": after}
    return _("%(what)s : %(after)s au lieu de %(before)s") % {
        "what": _WORDS.get(name, name),
        "after": after,
        "before": before,
    }


# Facts


def state(
    register: Register,
    said: Statement,
    *,
    shape: Shape,
    owner: Mapping[str, Any],
    facts: list[Fact],
    what: str,
    column: str,
    twice: "StrOrPromise" = "",
    competes: Callable[[Fact, Statement], bool] = meets,
) -> Step:
    """Plan what a statement means for the facts of its key; refuse it when it contradicts them."""
    verdict = decide(facts, said, register.moment, competes)
    fact = verdict.fact
    match verdict.verb:
        case Verb.CREATE | Verb.REMEMBER:
            return _created(register, said, verdict, shape=shape, owner=owner, facts=facts)
        case Verb.SAME if fact:
            return Step(Outcome.SAME, act=FactAct(Verb.SAME, shape, owner, {}, fact))
        case Verb.SINCE_RETRACTED if fact:
            words = _("connu alors, retiré depuis : %s") % fact.reason
            return Step(Outcome.SAME, words, FactAct(Verb.SAME, shape, owner, {}, fact))
        case Verb.CORRECT if fact:
            return _corrected(
                register, said, verdict, shape=shape, owner=owner, facts=facts, what=what, column=column
            )
        case Verb.WIDEN if fact:
            words = _("connu plus tôt : depuis le %(new)s, et non le %(old)s") % {
                "new": on_day(register.moment),
                "old": on_day(fact.known_from),
            }
            fact.known_until = fact.known_from
            facts.append(_stated(register, said, fact.start, fact.precision, fact.end, fact.content))
            act = FactAct(Verb.WIDEN, shape, owner, {}, fact, register.reason)
            return Step(Outcome.CHANGE, words, register.write(act))
        case _:
            raise RowRefused(_refusal(verdict, what, twice), column)


def _stated(
    register: Register, said: Statement, start: Any, precision: str, end: Any, content: Mapping[str, Any]
) -> Fact:
    return Fact(None, start, precision, end, register.moment, None, content, "", said.line)


def _created(
    register: Register,
    said: Statement,
    verdict: Verdict,
    *,
    shape: Shape,
    owner: Mapping[str, Any],
    facts: list[Fact],
) -> Step:
    fact = _stated(register, said, said.start, said.precision, said.end, said.content)
    fact.known_until = verdict.until
    facts.append(fact)
    values = {"start": said.start, "precision": said.precision, **said.content}
    if said.end is not None:
        values["end"] = said.end
    reason, words = "", ""
    if verdict.until:
        reason = _("%(import)s : connu autrement depuis le %(day)s") % {
            "import": register.reason,
            "day": on_day(verdict.until),
        }
        words = _("su jusqu'au %s, connu autrement depuis") % on_day(verdict.until)
    act = FactAct(verdict.verb, shape, owner, values, fact, reason, verdict.until)
    return Step(Outcome.CREATE, words, register.write(act))


def _corrected(
    register: Register,
    said: Statement,
    verdict: Verdict,
    *,
    shape: Shape,
    owner: Mapping[str, Any],
    facts: list[Fact],
    what: str,
    column: str,
) -> Step:
    fact = verdict.fact
    assert fact is not None  # noqa: S101 - a correction is always of a fact
    if register.reaffirmed(shape.model, fact.pk):
        raise RowRefused(_refusal(Verdict(Verb.CONTRADICTED, fact), what, ""), column)
    values = {
        "start": fact.start,
        "precision": fact.precision,
        "end": fact.end,
        **fact.content,
        **verdict.changes,
    }
    start, end = values["start"], values["end"]
    if shape.end and start and end and end <= start:
        raise RowRefused(
            _("%(what)s finit le %(end)s dans le registre, avant le %(start)s : corrigez aussi sa fin.")
            % {"what": what, "end": formats.short_day(end), "start": formats.short_day(start)},
            column,
        )
    others = [f for f in facts if f is not fact and f.known_until is None]
    if shape.end and any(meets(other, Statement(said.line, start, end=end)) for other in others):
        raise RowRefused(_refusal(Verdict(Verb.SEVERAL, fact), what, ""), column)
    words = [
        changed("start", when(fact.start, fact.precision), when(start, values["precision"]))
        if name == "start"
        else changed(name, written(register, name, old(fact, name)), written(register, name, value))
        for name, value in verdict.changes.items()
        if name != "precision"
    ]
    if "precision" in verdict.changes and "start" not in verdict.changes:
        words.append(changed("start", when(fact.start, fact.precision), when(start, values["precision"])))
    fact.known_until = max(register.moment, fact.known_from)
    content = {name: value for name, value in values.items() if name not in {"start", "precision", "end"}}
    facts.append(_stated(register, said, start, values["precision"], end, content))
    act = FactAct(Verb.CORRECT, shape, owner, verdict.changes, fact, register.reason)
    return Step(Outcome.CHANGE, " ; ".join(words), register.write(act))


def old(fact: Fact, name: str) -> Any:
    """Return what a fact holds under a name."""
    return fact.end if name == "end" else fact.content.get(name)


def written(register: Register, name: str, value: Any) -> Any:
    """Return a value as a person reads it."""
    if value is None or value == "":
        return ""
    if name == "end":
        return formats.short_day(value)
    if name == "departement_id":
        return register.places.departements_by_id[value].name
    if name == "commune_id":
        return next(c.name for c in register.places.gazetteer.communes.values() if c.pk == value)
    if name == "kind_id":
        return next(kind.name for kind in register.kinds if kind.pk == value)
    if name == "level":
        return CooperationLevel(value).label
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    return value


def _refusal(verdict: Verdict, what: str, twice: "StrOrPromise") -> str:
    fact = verdict.fact
    if verdict.verb is Verb.TWICE and fact is not None:
        sentence = str(twice) or _(
            "%(what)s : la ligne %(line)d le dit déjà. Gardez une seule des deux lignes."
        )
        return sentence % {"what": what, "line": fact.line}
    if verdict.verb is Verb.SEVERAL:
        return (
            _(
                "%s : plusieurs faits du registre touchent ces dates. Donnez des dates qui n'en touchent qu'un."
            )
            % what
        )
    if verdict.verb is Verb.CONTRADICTED:
        return (
            _(
                "%s : le registre disait déjà autre chose à la date de ce document. "
                "Retirez cette ligne, ou corrigez-la dans le document le plus récent."
            )
            % what
        )
    return _("%s : rien de tel au registre, donc rien à retirer. Vérifiez le nom et la date.") % what


def retire(
    register: Register,
    said: Statement,
    reason: str,
    *,
    shape: Shape,
    owner: Mapping[str, Any],
    facts: Sequence[Fact],
    what: str,
) -> Step:
    """Plan that a fact is no longer believed, known since the day of the document."""
    verdict = withdraw(facts, said, register.moment)
    fact = verdict.fact
    if verdict.verb is Verb.RETRACT and fact:
        fact.known_until = max(register.moment, fact.known_from)
        fact.line = said.line
        act = FactAct(Verb.RETRACT, shape, owner, {}, fact, reason)
        return Step(Outcome.CHANGE, _("retiré : %s") % reason, register.write(act))
    if verdict.verb is Verb.ALREADY_RETRACTED and fact and fact.line is None:
        return Step(
            Outcome.SAME, _("déjà retiré : %s") % fact.reason, FactAct(Verb.SAME, shape, owner, {}, fact)
        )
    if fact is not None and fact.line is not None:
        verdict = Verdict(Verb.TWICE, fact)
    raise RowRefused(_refusal(verdict, what, ""), "retrait")


# Subjects


def relabel(register: Register, record: Record, labels: Mapping[str, Any]) -> list[str]:
    """Plan the names and contacts that a line gives; those of an older document only fill what is empty."""
    told = {name: value for name, value in labels.items() if value}
    if record.line is not None:
        return _merged(record, told)
    words = []
    updates: dict[str, Any] = {}
    for name, value in told.items():
        before = getattr(record, name) if name in {"name", "siret", "rna"} else record.labels.get(name)
        if value == before or (before and register.is_older):
            continue
        updates[name] = value
        words.append(changed(name, before, value))
        _keep(record, name, value)
    if updates:
        if "name" in updates:
            updates["folded"] = fold(updates["name"])[:220]
        register.acts.labels.append((record, updates))
    return words


def _keep(record: Record, name: str, value: Any) -> None:
    if name in {"name", "siret", "rna"}:
        setattr(record, name, value)
    else:
        record.labels[name] = value


def _merged(record: Record, told: Mapping[str, Any]) -> list[str]:
    """Complete a subject that the same file brings; its lines must not contradict one another."""
    for name, value in told.items():
        before = getattr(record, name) if name in {"name", "siret", "rna"} else record.labels.get(name)
        if name != "name" and before and before != value:
            raise RowRefused(
                _(
                    "La ligne %(line)d dit autre chose de « %(name)s » (%(what)s : %(before)s) : accordez les deux "
                    "lignes."
                )
                % {"line": record.line, "name": record.name, "what": _WORDS[name], "before": before}
            )
        if not before:
            _keep(record, name, value)
    return []


_ELSEWHERE = gettext_lazy(
    "%(what)s : une autre ligne de ce fichier dit une autre nature ou un autre siège. Accordez-les."
)


def situate(register: Register, record: Record, place: Place, **own: Any) -> list[str]:
    """Plan the seat, and the kind or the level, that a line tells."""
    shape, owner, _content = SITUATIONS[record.model]
    said = {name: value for name, value in own.items() if value}
    if place.commune:
        said |= {"commune_id": place.commune.pk, "departement_id": place.commune.departement_id}
    elif place.departement:
        said["departement_id"] = place.departement.pk
    if not said:
        return []
    if record.line is not None:
        return _settled(record, place, own)
    facts = register.situations(record.model).setdefault(record.pk, [])
    # Several lines may tell the same seat (an organisation and its two signatures): they are one statement.
    statement = Statement(0, None, content=said)
    open_fact = next((fact for fact in facts if fact.known_until is None), None)
    moved = (
        open_fact
        and "departement_id" in said
        and said["departement_id"] != open_fact.content["departement_id"]
    )
    if moved and "commune_id" not in said:
        # The commune that the register holds is in another département: it is not the seat any more.
        statement = Statement(0, None, content={**said, "commune_id": None})
    step = state(
        register,
        statement,
        shape=shape,
        owner={owner: record},
        facts=facts,
        what=f"« {record.name} »",
        column="commune" if place.commune else "département",
        twice=_ELSEWHERE,
    )
    if place.departement_id:
        record.departement_id = place.departement_id
    return [step.words] if step.words and step.outcome != Outcome.SAME else []


def _settled(record: Record, place: Place, own: Mapping[str, Any]) -> list[str]:
    """Complete the seat of a subject that the same file brings; its lines must not contradict one another."""
    same_seat = not (place.departement_id and record.place.departement_id) or (
        place.departement_id == record.place.departement_id
        and (place.commune is None or record.place.commune in {None, place.commune})
    )
    same_own = all(not value or record.own.get(name) in {None, "", value} for name, value in own.items())
    if not (same_seat and same_own):
        raise RowRefused(
            _(
                "La ligne %(line)d donne à « %(name)s » une autre nature ou un autre siège : accordez les deux lignes."
            )
            % {"line": record.line, "name": record.name}
        )
    if place.departement_id and (place.commune or not record.place.departement_id):
        record.place, record.departement_id = place, place.departement_id
    record.own.update({name: value for name, value in own.items() if value})
    return []


def check_order(row: Row, first: str, last: str) -> None:
    """Refuse an end that does not follow its start."""
    start, end = row.get(first), row.get(last)
    if start and end and end.on <= start.on:
        raise RowRefused(
            _("La fin (%(end)s) ne suit pas le début (%(start)s) : vérifiez les deux dates.")
            % {"end": when(end.on, end.precision), "start": when(start.on, start.precision)},
            last,
        )


def cover(register: Register, record: Record, row: Row, place: Place) -> list[str]:
    """Plan the territories that a line lists; those that the register holds already are left."""
    listed = register.places.territories(row, place)
    if not listed:
        return []
    known = register.coverages.setdefault(record, set())
    added = [t for t in listed if (type(t).__name__.lower(), t.pk) not in known]
    if not added:
        return []
    known.update((type(t).__name__.lower(), t.pk) for t in added)
    register.acts.coverages.append((record, added))
    return [_("territoires ajoutés : %s") % ", ".join(t.name for t in added)]
