"""No field about people without its reason: whose, why, on what ground, how long, and what erases it."""

import re

from django.conf import settings
from django.db.models import CharField, EmailField, Field, ForeignKey, JSONField, Model, TextField

from maillage.accounts.models import User
from maillage.common.models import Draft, Message
from maillage.common.personal import Basis, People, declared, kept_data, our_models
from maillage.network.models import Enquiry, TeamLead

PERSONAL_NAME = re.compile(
    r"email|telephone|person|representative|signatory|contact|proposer|sender|^who$|with_whom|in_charge"
    r"|asked_to|confirmed_by"
)
# They look like it, and are about no one.
NOBODY: set[tuple[str, str]] = {("network.SigningFile", "telephone")}  # of the organisation


def about_people(model: type[Model]) -> list[str]:
    """Return the fields of a model that tell of people."""
    everything = getattr(model, "is_personal", False)

    def tells(field: "Field[object, object]") -> bool:
        if isinstance(field, ForeignKey):
            return field.related_model is User
        if isinstance(field, EmailField):
            return True
        plain = isinstance(field, CharField | TextField | JSONField) and not field.choices
        return plain and bool(PERSONAL_NAME.search(field.name) or (everything and field.name == "name"))

    return [
        field.name
        for field in model._meta.concrete_fields
        if tells(field) and (model._meta.label, field.name) not in NOBODY
    ]


def test_no_field_about_people_is_without_its_reason() -> None:
    silent = {}
    for model in our_models():
        told = {name for entry in declared(model) for name in entry.fields}
        if missing := set(about_people(model)) - told:
            silent[model._meta.label] = sorted(missing)
    assert silent == {}


def test_the_reader_sees_what_is_about_people() -> None:
    assert about_people(TeamLead) == ["recorded_by", "retracted_by", "name", "email", "telephone", "user"]
    assert {"name", "email", "telephone"} <= set(about_people(Enquiry))
    assert about_people(Draft) == ["user"]


def test_every_reason_is_whole_and_what_is_said_to_erase_is_a_job_of_the_day() -> None:
    for model in our_models():
        for entry in declared(model):
            assert {name for name in entry.fields if not model._meta.get_field(name)} == set()
            assert str(entry.purpose).endswith(".")
            assert str(entry.kept)
            assert entry.erased_by in {"", *settings.WORKER_JOBS}, model


def test_the_reasons_are_told_by_kind_of_people() -> None:
    kept = kept_data()
    assert [row.personal.people for row in kept] == sorted(
        (row.personal.people for row in kept), key=list(People).index
    )
    assert {row.personal.people for row in kept} == set(People)
    answer = next(row for row in kept if str(row.personal.purpose) == "Répondre à votre demande.")
    assert answer.fields[:3] == ("nom", "adresse électronique", "téléphone")
    assert answer.tables == ("demandes",)
    assert "12 mois après le dernier contact" in str(answer.personal.kept)
    # Who wrote in the register, everywhere for the same reason; and the name that an author asked to be read.
    written = [row for row in kept if row.personal.people == People.AUTHORS]
    assert [row.personal.basis for row in written] == [Basis.INTEREST, Basis.CONSENT]
    assert "signatures" in written[0].tables
    assert len(declared(Message)) == 2
