"""From an aid to its report: what is kept, what is refused, and with which words."""

from pathlib import Path
from typing import Any

import pytest

from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.models import Message
from maillage.common.versions import Conflict
from maillage.network.models import TeamStage
from maillage.network.operations.erasure import let_go
from maillage.supports.models import (
    AidApplication,
    AidScheme,
    ApplicationFiled,
    Envelope,
    QuestionKind,
)
from maillage.supports.operations.aid_applications import (
    attach,
    detach,
    obstacles,
    open_application,
    submit_application,
    take_up,
    withdraw_application,
    write_application,
)
from maillage.supports.operations.aid_schemes import (
    NewQuestion,
    ask_question,
    change_aid,
    close_aid,
    drop_question,
    prepare_aid,
    publish_aid,
)
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import nobody_special, person
from tests.cast import Cast, commune, date, departement, instant, kind
from tests.supports.aids.asking import (
    DAY,
    HOUSE,
    OPENS,
    author,
    awarded,
    document,
    draft,
    envelope,
    examined_one,
    fresh,
    scheme,
    submitted,
    text,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pieces(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_DIR = tmp_path


# The aid.


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"for_teams": False}, "à qui cette aide s'adresse"),
        ({"closes_on": date(2016, 1, 1)}, "après l'ouverture"),
        ({"least_cents": 200_000}, "plus grand montant"),
    ],
)
def test_an_aid_that_makes_no_sense_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        prepare_aid(text(**fields), on=OPENS, by=HOUSE)


def test_two_aids_of_one_name_have_two_addresses_and_an_aid_may_change() -> None:
    first, second = scheme(), scheme()
    assert (first.slug, second.slug) == ("coup-de-pouce-2017", "coup-de-pouce-2017-2")
    change_aid(second, text(name="Autre", departements=[departement("30")]), on=OPENS, by=HOUSE)
    changed = AidScheme.objects.get(pk=second.pk)
    assert (changed.name, changed.slug) == ("Autre", "coup-de-pouce-2017-2")
    assert [row.code for row in changed.departements.all()] == ["30"]
    assert close_aid(changed, on=DAY, by=HOUSE).state == "closed"
    with pytest.raises(Refused, match="n'est pas publiée"):
        close_aid(changed, on=DAY, by=HOUSE)
    assert publish_aid(changed, on=DAY, by=HOUSE).state == "published"
    with pytest.raises(Refused, match="déjà publiée"):
        publish_aid(changed, on=DAY, by=HOUSE)


def test_questions_come_in_order_and_stay_once_answered(cast: Cast) -> None:
    aid = prepare_aid(text(), on=OPENS, by=HOUSE)
    with pytest.raises(Refused, match="au moins deux"):
        ask_question(
            aid, NewQuestion(label="Où ?", kind=QuestionKind.CHOICE, choices=["ici"]), on=OPENS, by=HOUSE
        )
    asked = [
        ask_question(aid, NewQuestion(label=label, kind=QuestionKind.SHORT), on=OPENS, by=HOUSE)
        for label in ("Qui ?", "Quand ?")
    ]
    drop_question(asked[0], on=OPENS, by=HOUSE)
    ask_question(
        aid, NewQuestion(label="Où ?", kind=QuestionKind.CHOICE, choices=["ici", "là"]), on=OPENS, by=HOUSE
    )
    assert [(row.label, row.rank, row.choices) for row in aid.questions.in_order()] == [
        ("Quand ?", 2, []),
        ("Où ?", 3, ["ici", "là"]),
    ]
    publish_aid(aid, on=OPENS, by=HOUSE)
    open_application(AidScheme.objects.get(pk=aid.pk), cast.tilleul, on=DAY, by=HOUSE)
    with pytest.raises(Refused, match="ne changent plus"):
        drop_question(asked[1], on=OPENS, by=HOUSE)


def test_an_envelope_is_never_smaller_than_what_it_gave(cast: Cast) -> None:
    aid = scheme()
    money = envelope(aid, cast)
    awarded(examined_one(aid, cast.tilleul), money)
    with pytest.raises(Refused, match="déjà accordés"):
        envelope(aid, cast, 40_000)
    assert envelope(aid, cast, 60_000).pk == money.pk
    (row,) = Envelope.objects.with_balance()
    assert (row.awarded_cents, row.balance_cents) == (50_000, 10_000)


# Asking.


def test_what_the_register_knows_is_already_written(cast: Cast) -> None:
    lead = person("Jeanne Roy", Role.LEAD, Perimeter("equipe", cast.tilleul.slug))
    made = open_application(scheme(), cast.tilleul, on=DAY, by=author(lead))
    assert (made.contact_name, made.contact_email) == ("Jeanne Roy", "jeanne-roy@exemple.fr")
    assert made.place == "Nîmes, Gard"
    assert made.opened_by == lead


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opens_on": date(2017, 3, 1)}, "pas encore ouverte"),
        ({"closes_on": date(2017, 1, 31)}, "fermée"),
        ({"for_teams": False, "for_organisations": True}, "ne s'adresse pas"),
        ({"team_stages": (TeamStage.IDEA,)}, "réservée à ces étapes"),
    ],
)
def test_one_asks_what_is_open_and_meant_for_them(cast: Cast, fields: dict[str, object], words: str) -> None:
    aid = scheme(**fields)
    with pytest.raises(Refused, match=words):
        open_application(aid, cast.tilleul, on=DAY, by=HOUSE)
    assert not AidApplication.objects.exists()


def test_who_may_ask_follows_kind_stage_and_territory(cast: Cast) -> None:
    aid = scheme(
        for_organisations=True,
        for_cooperations=True,
        kinds=[kind("ccas-commune")],
        departements=[departement("46")],
        communes=[commune("30189")],
        cooperation_stages=("active",),
    )
    assert obstacles(aid, cast.tilleul, on=DAY) == []
    assert obstacles(aid, cast.mutuelle, on=DAY) == ["Cette aide est réservée à : CCAS, CIAS ou commune."]
    assert len(obstacles(aid, cast.ccas, on=DAY)) == 1, "not of that town"
    assert len(obstacles(aid, cast.nomade, on=DAY)) == 2, "nobody knows its kind nor its seat"
    assert len(obstacles(aid, cast.nord, on=DAY)) == 2, "neither its stage nor its territory"
    assert obstacles(replace_stage(aid), cast.tilleul, on=DAY) == []


def replace_stage(aid: AidScheme) -> AidScheme:
    aid.team_stages = [str(one) for one in TeamStage]
    return aid


def test_a_beneficiary_asks_an_aid_once_unless_it_took_it_back(cast: Cast) -> None:
    aid = scheme()
    first = submitted(aid, cast.tilleul)
    with pytest.raises(Refused, match="existe déjà"):
        open_application(aid, cast.tilleul, on=DAY, by=HOUSE)
    withdraw_application(first, "plus besoin", on=DAY, by=HOUSE)
    assert open_application(aid, cast.tilleul, on=DAY, by=HOUSE).pk != first.pk
    with pytest.raises(Refused, match="est retirée"):
        withdraw_application(first, "", on=DAY, by=HOUSE)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount_cents": None}, "va de 1\u00a0€ à"),
        ({"amount_cents": 100_001}, "va de 1\u00a0€ à"),
        ({"amount_cents": 99}, "va de 1\u00a0€ à"),
        ({"title": ""}, "le projet en une phrase"),
        ({"answers": {}}, "Pour quoi faire"),
        ({"contact_email": ""}, "adresse électronique"),
    ],
)
def test_what_is_unfinished_is_kept_but_not_handed_in(cast: Cast, fields: dict[str, Any], words: str) -> None:
    application = draft(scheme(), cast.tilleul, **fields)
    with pytest.raises(Refused, match=words):
        submit_application(application, on=DAY, by=HOUSE)
    assert fresh(application).is_draft


def test_handing_in_is_dated_numbered_said_and_final(cast: Cast) -> None:
    application = submitted(scheme(), cast.tilleul)
    assert application.number == f"2017-{application.pk:05d}"
    assert [row.on for row in ApplicationFiled.objects.all()] == [DAY]
    (letter,) = Message.objects.of_kind("aide-deposee")
    assert letter.to_email == "jeanne@exemple.fr"
    assert application.number in letter.text
    with pytest.raises(Refused, match="déjà déposée"):
        write_application(application, told(application.scheme), version=2, on=DAY, by=HOUSE)
    assert "500" in Entry.objects.about(cast.tilleul)[0].what


def test_what_changed_meanwhile_stops_the_handing_in(cast: Cast) -> None:
    aid = scheme()
    application = draft(aid, cast.tilleul)
    with pytest.raises(Refused, match="fermée"):
        submit_application(application, on=date(2018, 1, 1), by=author(at=instant(2018, 1, 1)))
    change_aid(aid, text(departements=[departement("46")]), on=DAY, by=HOUSE)
    with pytest.raises(Refused, match="ces territoires : Lot"):
        submit_application(application, on=DAY, by=HOUSE)


def test_two_writers_do_not_overwrite_each_other(cast: Cast) -> None:
    application = draft(scheme(), cast.tilleul)
    with pytest.raises(Conflict):
        write_application(application, told(application.scheme), version=1, on=DAY, by=HOUSE)
    assert application.value_of("title") == "Un café chaque semaine"
    (question,) = application.scheme.questions.all()
    assert application.value_of(f"question-{question.key}") == "Acheter une cafetière."


def test_last_years_answers_are_taken_up_and_the_amount_is_not(cast: Cast) -> None:
    former = submitted(scheme(name="Coup de pouce 2016"), cast.tilleul)
    aid = scheme()
    ask_question(aid, NewQuestion(label="Et après ?", kind=QuestionKind.SHORT), on=OPENS, by=HOUSE)
    made = open_application(aid, cast.tilleul, on=DAY, by=HOUSE)
    taken = take_up(made, former, on=DAY, by=HOUSE)
    assert list(taken.answers.values()) == ["Acheter une cafetière."]
    assert (taken.title, taken.amount_cents) == ("Un café chaque semaine", None)
    stranger = submitted(scheme(name="Ailleurs"), cast.barachois)
    with pytest.raises(Refused, match="du même bénéficiaire"):
        take_up(taken, stranger, on=DAY, by=HOUSE)


def test_an_answer_to_what_is_asked_no_more_is_left_behind(cast: Cast) -> None:
    former = submitted(scheme(name="Coup de pouce 2016"), cast.tilleul)
    other = publish_aid(prepare_aid(text(), on=OPENS, by=HOUSE), on=OPENS, by=HOUSE)
    made = open_application(other, cast.tilleul, on=DAY, by=HOUSE)
    assert take_up(made, former, on=DAY, by=HOUSE).answers == {}


def test_a_draft_is_given_up_without_a_letter(cast: Cast) -> None:
    application = withdraw_application(draft(scheme(), cast.tilleul), "", on=DAY, by=HOUSE)
    assert application.state == "withdrawn"
    assert not Message.objects.exists()


# What is joined.


def test_pieces_are_kept_apart_counted_and_removed_from_drafts_only(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: object
) -> None:
    application = draft(scheme(), cast.tilleul)
    pieces = [attach(application, document(f"{rank}.pdf"), on=DAY, by=HOUSE) for rank in range(8)]
    with pytest.raises(Refused, match="Huit pièces"):
        attach(application, document(), on=DAY, by=HOUSE)
    stored = Path(settings.PRIVATE_DIR) / str(pieces[0].content.name)
    assert stored.exists()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # a fixture
        detach(pieces[0], on=DAY, by=HOUSE)
    assert not stored.exists()
    submit_application(application, on=DAY, by=HOUSE)
    with pytest.raises(Refused, match="déjà déposée"):
        detach(pieces[1], on=DAY, by=HOUSE)
    with pytest.raises(Refused, match="n'y joint plus rien"):
        attach(application, document(), on=DAY, by=HOUSE)


def test_who_leaves_the_register_is_no_longer_whom_to_reach_about_an_aid(cast: Cast) -> None:
    gone = nobody_special("Jeanne Roy")
    theirs = submitted(scheme(), cast.tilleul, by=author(gone))
    other = submitted(
        scheme(), cast.barachois, by=author(gone), contact_name="Max", contact_email="max@exemple.fr"
    )
    let_go(gone, on=DAY, reason="à sa demande", by=HOUSE)
    told = [(row.contact_name, row.contact_email) for row in (fresh(theirs), fresh(other))]
    assert told == [("", ""), ("Max", "max@exemple.fr")]
    assert fresh(theirs).title == "Un café chaque semaine"
