"""Write what a plan decided: in the order that the register needs, in bulk where there are many."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.db.models import Model

from maillage.common.bulk import insert_rows
from maillage.common.facts import Author, Recorded, correct, day_of, retract, stamp
from maillage.common.slugs import free_slug
from maillage.imports.acts import Acts, CourseSaid, Entry, FactAct, Record, SessionHeld, TallyTold
from maillage.imports.knowledge import remember, widen
from maillage.imports.reconcile import Verb
from maillage.network.models import Carrying, Cooperation, Organisation, OrganisationKind, Signature, Team
from maillage.network.operations import (
    NewCarrying,
    NewCooperation,
    NewOrganisation,
    NewSignature,
    NewTeam,
    affiliate,
    carry,
    enrol,
    found_cooperations,
    found_teams,
)
from maillage.network.operations.charters import sign_all
from maillage.network.operations.coverages import cover_all
from maillage.network.operations.places import Contact, Seat
from maillage.programme.models import State
from maillage.programme.operations.course import Conduct, lead_action, say_state
from maillage.supports.operations.aid_applications import receive_application
from maillage.supports.operations.training_past import Came, Past, take_over_session
from maillage.tallies.operations.tallies import declare, take_back

# Retractions come first, so that what replaces a fact finds its place free.
_ORDER = (Verb.RETRACT, Verb.CORRECT, Verb.WIDEN, Verb.REMEMBER, Verb.CREATE)


def write(acts: Acts, *, by: Author) -> None:
    """Write all the acts of a plan; call it in a transaction."""
    _enter(acts.subjects, by)
    for record, labels in acts.labels:
        record.model._default_manager.filter(pk=record.pk).update(**labels)
    for entry in acts.entries:
        _write_entry(entry)
    for start in range(0, len(acts.affiliations), 1000):  # a database bounds the values of one query
        pairs = acts.affiliations[start : start + 1000]
        affiliate(((child.instance(), parent.instance()) for child, parent in pairs), on=None, by=by)
    for verb in _ORDER:
        chosen = [act for act in acts.facts if act.verb is verb]
        if verb is Verb.CREATE:
            _create(chosen, by)
        else:
            for act in chosen:
                _amend(act, by)
    cover_all([(record.instance(), territories) for record, territories in acts.coverages], on=None, by=by)
    _hand_over(acts, by)


def _hand_over(acts: Acts, by: Author) -> None:
    """Write what its own operations take over, one act at a time."""
    for asked in acts.aids_asked:
        asked.pk = receive_application(asked.scheme, _entered(asked.who), asked.told, on=asked.on, by=by).pk
    for held in acts.sessions_held:
        held.pk = take_over_session(_past(held), on=held.on, by=by).pk
    for said in acts.courses_said:
        _say_course(said, by)
    for tally in acts.tallies:
        _declare(tally, by)


def _declare(act: TallyTold, by: Author) -> None:
    """Declare what a team did, correct it or take it back."""
    if act.retires is not None:
        take_back(act.retires, reason=act.reason, by=by)
        act.pk = act.retires.pk
    elif act.told is not None:
        team = _entered(act.team)
        made, _again = declare(team, act.period, act.told, replaces=act.replaces, on=day_of(by.at), by=by)
        act.pk = made.pk


def _say_course(said: CourseSaid, by: Author) -> None:
    """Say where an action stands, and who leads it."""
    action, on = _entered(said.action), day_of(by.at)
    if said.since is not None:
        say_state(action, State(said.state), since=said.since, on=on, by=by)
    if said.led_since is not None:
        lead_action(action, Conduct(pilot=said.pilot), since=said.led_since, on=on, by=by)


def _past(held: SessionHeld) -> Past:
    """Return a session that took place as its operation reads it."""
    people = [
        Came(
            name=one.name,
            email=one.email,
            telephone=one.telephone,
            team=_entered(one.team) if one.team else None,
            organisation=_entered(one.organisation) if one.organisation else None,
        )
        for one in held.people
    ]
    place = held.place
    return Past(
        taught=held.taught,
        cooperation=_entered(held.cooperation),
        minutes=held.minutes,
        commune=place.commune,
        departement=place.commune.departement if place.commune else place.departement,
        people=people,
    )


def _entered(record: Record | Entry) -> Any:
    """Return a record whole, as operations read it."""
    return record.model._default_manager.get(pk=record.pk)


def _enter(records: Sequence[Record], by: Author) -> None:
    """Enter the new subjects in the register."""
    organisations = [record for record in records if record.model is Organisation]
    kinds = {kind.pk: kind for kind in OrganisationKind.objects.all()} if organisations else {}
    _keep(
        organisations,
        enrol(
            [
                NewOrganisation(
                    name=record.name,
                    kind=kinds.get(record.own["kind_id"] or 0),
                    seat=_seat(record),
                    siret=record.siret,
                    rna=record.rna,
                    contact=_contact(record),
                )
                for record in organisations
            ],
            by=by,
        )
        if organisations
        else [],
    )
    cooperations = [record for record in records if record.model is Cooperation]
    _keep(
        cooperations,
        found_cooperations(
            [
                NewCooperation(
                    name=record.name, level=record.own["level"], seat=_seat(record), contact=_contact(record)
                )
                for record in cooperations
            ],
            by=by,
        ),
    )
    teams = [record for record in records if record.model is Team]
    _keep(
        teams,
        found_teams(
            [
                NewTeam(
                    name=record.name,
                    seat=_seat(record),
                    contact=_contact(record),
                    activities=record.labels.get("activities", ""),
                    schedule=record.labels.get("schedule", ""),
                )
                for record in teams
            ],
            by=by,
        ),
    )


_NOWHERE = Seat()
_NO_CONTACT = Contact()


def _seat(record: Record) -> Seat:
    place = record.place
    if place.commune is None and place.departement is None:
        return _NOWHERE
    return Seat(commune=place.commune, departement=place.departement)


def _contact(record: Record) -> Contact:
    labels = record.labels
    if not labels:
        return _NO_CONTACT
    return Contact(
        website=labels.get("website", ""),
        telephone=labels.get("telephone", ""),
        email=labels.get("email", ""),
    )


def _keep(records: Iterable[Record], written: Iterable[Any]) -> None:
    for record, instance in zip(records, written, strict=True):
        record.pk, record.written = instance.pk, instance


def _write_entry(entry: Entry) -> None:
    if entry.pk is not None:
        entry.model._default_manager.filter(pk=entry.pk).update(**entry.changes)
        return
    fields = _resolved(entry.fields)
    if any(field.name == "slug" for field in entry.model._meta.get_fields()):
        fields["slug"] = free_slug(
            entry.model._default_manager.all(), entry.label, str(entry.model._meta.model_name)
        )
    entry.pk = entry.model._default_manager.create(**fields).pk


def _resolved(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields whose records and entries have become identifiers."""
    return {
        f"{name}_id" if isinstance(value, Record | Entry | Model) else name: (
            value.pk if isinstance(value, Record | Entry | Model) else value
        )
        for name, value in fields.items()
    }


def _amend(act: FactAct, by: Author) -> None:
    """Retract, correct, widen or remember one fact."""
    model = cast("type[Recorded]", act.model)
    if act.verb is Verb.REMEMBER:
        assert act.until is not None  # noqa: S101 - what is remembered was known until something
        fields = _resolved({**act.owner, **act.shape.fields(act.values)})
        act.fact.pk = remember(model, fields, until=act.until, reason=act.reason, by=by).pk
        return
    fact = model._default_manager.get(pk=act.fact.pk)
    if act.verb is Verb.RETRACT:
        retract(fact, reason=act.reason, by=by)
    elif act.verb is Verb.WIDEN:
        act.fact.pk = widen(fact, reason=act.reason, by=by).pk
    else:
        act.fact.pk = correct(fact, reason=act.reason, by=by, **act.shape.fields(act.values)).pk


def _create(acts: Sequence[FactAct], by: Author) -> None:
    """Write new facts, in bulk, model by model; signatures and carryings pass their own gates."""
    by_model: dict[type[Model], list[FactAct]] = {}
    for act in acts:
        by_model.setdefault(act.model, []).append(act)
    # The gate of a carrying is a signature: it must be there before.
    for model in sorted(by_model, key=lambda model: model is Carrying):
        chosen = by_model[model]
        if model is Signature:
            written = sign_all([_signature(act) for act in chosen], by=by)
        elif model is Carrying:
            written = [row.pk for row in carry([_carrying(act) for act in chosen], by=by)]
        else:
            rows = [_resolved({**act.owner, **act.shape.fields(act.values)}) for act in chosen]
            written = insert_rows(model, rows, **stamp(by))
        for act, pk in zip(chosen, written, strict=True):
            act.fact.pk = pk


def _signature(act: FactAct) -> NewSignature:
    owner, values = act.owner, act.values
    signatory = owner.get("organisation") or owner["team"]
    return NewSignature(
        charter=owner["charter"],
        signatory=signatory.instance(),
        on=values["start"],
        precision=values["precision"],
        until=values.get("end"),
        end_reason=values.get("end_reason", ""),
    )


def _carrying(act: FactAct) -> NewCarrying:
    owner, values = act.owner, act.values
    return NewCarrying(
        team=owner["team"].instance(),
        organisation=owner["organisation"].instance(),
        on=values["start"],
        precision=values["precision"],
        until=values.get("end"),
    )
