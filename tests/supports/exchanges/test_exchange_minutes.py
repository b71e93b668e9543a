"""What a meeting leaves: who was there, its minutes, a draft; and what is forgotten of people."""

import pytest
from django.apps import apps

from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.models import Message
from maillage.common.versions import Conflict
from maillage.network.operations.erasure import let_go
from maillage.resources.models import ResourceState
from maillage.supports.models import (
    ExchangeHeld,
    ExchangeMeeting,
    ExchangeMinutes,
    ExchangePresence,
    MinutesState,
    Participant,
    ResourceDraft,
)
from maillage.supports.operations.exchange_care import erase_old_participants
from maillage.supports.operations.exchange_minutes import (
    draft_resource,
    note_presences,
    shelve_draft,
    write_minutes,
)
from maillage.supports.operations.exchange_participations import sign_up
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import Cast, date, instant
from tests.supports.exchanges.meeting import AFTER, AT, DURING, ON, by, comes, meeting, peer, text

pytestmark = pytest.mark.django_db


def there(one: ExchangeMeeting) -> set[str]:
    """Return the names of who was there, as believed today."""
    rows = ExchangePresence.objects.believed().filter(held__meeting=one).select_related("participant")
    return {row.participant.name for row in rows}


def test_saying_who_came_makes_facts_and_corrects_them(cast: Cast) -> None:
    one = meeting(cast.gard)
    zoe, max_ = comes(one), comes(one, "Max Noir")
    held = note_presences(one, [zoe.pk], by=by(DURING))
    assert held.held_on == one.on
    assert there(one) == {"Zoé Blanc"}
    again = note_presences(one, [max_.pk], by=by(AFTER))
    assert again.pk == held.pk
    assert there(one) == {"Max Noir"}
    taken_back = ExchangePresence.objects.exclude(retracted_at=None).get()
    assert taken_back.retraction_reason == "liste des personnes venues corrigée"
    note_presences(one, [zoe.pk, max_.pk], by=by(AFTER))
    assert there(one) == {"Zoé Blanc", "Max Noir"}
    assert Entry.objects.about(one).count() >= 6


def test_presences_are_refused_in_words(cast: Cast) -> None:
    one, other = meeting(cast.gard), meeting(cast.gard)
    line, away = comes(one), comes(other, "Max Noir")
    with pytest.raises(Refused, match=r"n'a pas encore commencé : revenez le 6.mars 2017"):
        note_presences(one, [line.pk], by=by(AT))
    with pytest.raises(Refused, match="n'est pas sur la liste"):
        note_presences(one, [line.pk, away.pk], by=by(AFTER))
    with pytest.raises(Refused, match="Cochez au moins une personne"):
        note_presences(one, [], by=by(AFTER))
    assert not ExchangeHeld.objects.exists()


def test_minutes_are_written_then_kept(cast: Cast) -> None:
    one = meeting(cast.gard)
    with pytest.raises(Refused, match="n'a pas encore commencé"):
        write_minutes(one, "Trop tôt", keep=False, version=0, by=by(AT))
    with pytest.raises(Refused, match="Écrivez quelques lignes"):
        write_minutes(one, "   ", keep=False, version=0, by=by(AFTER))
    made = write_minutes(one, "On s'est dit\n\ndes choses.", keep=False, version=0, by=by(AFTER))
    assert (made.state, made.version, made.kept_at) == (MinutesState.DRAFT, 1, None)
    with pytest.raises(Conflict):
        write_minutes(one, "Autre texte", keep=True, version=0, by=by(AFTER))
    kept = write_minutes(one, "Texte fini.", keep=True, version=1, by=by(AFTER))
    assert (kept.state, kept.kept_at) == (MinutesState.KEPT, AFTER)
    with pytest.raises(Refused, match="20"):
        write_minutes(one, "x" * 20_001, keep=True, version=2, by=by(AFTER))
    assert ExchangeMinutes.objects.get().text == "Texte fini."


def test_kept_minutes_become_a_draft_that_someone_agrees_to_publish(cast: Cast) -> None:
    one = meeting(cast.gard)
    told = {"title": "Accueillir", "text": "Trois idées.", "agreed_by": ""}
    write_minutes(one, "Brouillon", keep=False, version=0, by=by(AFTER))
    with pytest.raises(Refused, match="Gardez d'abord le compte rendu"):
        draft_resource(one, **told, version=0, by=by(AFTER))
    write_minutes(one, "Fini", keep=True, version=1, by=by(AFTER))
    with pytest.raises(Refused, match="un titre et un texte"):
        draft_resource(one, **{**told, "title": " "}, version=0, by=by(AFTER))
    draft = draft_resource(one, **told, version=0, by=by(AFTER))
    assert (draft.meeting, draft.may_be_published) == (one, False)
    with pytest.raises(Conflict):
        draft_resource(one, **told, version=0, by=by(AFTER))
    agreed = draft_resource(one, **{**told, "agreed_by": "Les six présents"}, version=1, by=by(AFTER))
    assert (agreed.may_be_published, agreed.agreed_by) == (True, "Les six présents")
    assert ResourceDraft.objects.count() == 1


def test_names_and_words_are_erased_five_years_after(cast: Cast) -> None:
    one = meeting(cast.gard)
    line = comes(one, asks="Ma question", brings="Mon jeu")
    note_presences(one, [line.pk], by=by(AFTER))
    assert erase_old_participants(instant(2022, 3, 1)) == 0
    assert erase_old_participants(instant(2022, 3, 8)) == 1
    line.refresh_from_db()
    line.participant.refresh_from_db()
    assert (line.asks, line.brings, line.participant.name, str(line.participant)) == (
        "",
        "",
        "",
        "nom effacé",
    )
    assert ExchangePresence.objects.believed().count() == 1
    assert not Message.objects.filter(to_email="zoe@exemple.fr").exists()
    assert erase_old_participants(instant(2022, 3, 9)) == 0


def test_whoever_leaves_the_register_is_forgotten_and_no_longer_leads(cast: Cast) -> None:
    user = person("Zoé Blanc", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    one = meeting(cast.gard, facilitator=user, facilitator_name="Zoé Blanc", facilitator_is_public=True)
    mine = sign_up(one, peer(email=user.email, user=user), asks="Ma question", by=by(user=user))
    husband = sign_up(one, peer("Max Noir", email=user.email), by=by())
    lou = person("Lou Vert", Role.OFFICER)
    unreached = sign_up(one, peer("Lou Vert", email="", user=lou), by=by())
    let_go(user, on=ON, reason="à sa demande", by=by())
    assert Participant.objects.get(pk=mine.participant_id).user is None
    assert Participant.objects.get(pk=husband.participant_id).name == "Max Noir"
    one.refresh_from_db()
    assert (one.facilitator, one.facilitator_name, one.facilitator_is_public) == (None, "", False)
    for model in apps.get_app_config("supports").get_models():
        for field in model._meta.fields:
            if field.get_internal_type() in {"CharField", "TextField"}:
                assert not model._default_manager.filter(**{f"{field.name}__contains": "Zoé"}).exists()
    let_go(lou, on=ON, reason="à sa demande", by=by())
    unreached.participant.refresh_from_db()
    assert unreached.participant.name == ""


def test_what_is_erased_counts_once_still(cast: Cast) -> None:
    one = meeting(cast.gard)
    note_presences(one, [comes(one).pk], by=by(AFTER))
    erase_old_participants(instant(2030, 1, 1))
    again = meeting(cast.gard, on=date(2030, 3, 1))
    assert text().theme == again.theme
    assert comes(again).participant_id != Participant.objects.exclude(erased_at=None).get().pk


def test_an_agreed_draft_goes_to_the_library_once(cast: Cast) -> None:
    one = meeting(cast.gard)
    told = {"title": "Dire oui", "text": "Essayer deux fois.", "agreed_by": ""}
    with pytest.raises(Refused, match="dites de qui vient l'accord"):
        shelve_draft(one, by=by(AFTER))
    write_minutes(one, "Essayer deux fois.", keep=True, version=0, by=by(AFTER))
    draft_resource(one, **told, version=0, by=by(AFTER))
    with pytest.raises(Refused, match="dites de qui vient l'accord"):
        shelve_draft(one, by=by(AFTER))
    draft_resource(one, **{**told, "agreed_by": "Les six présents"}, version=1, by=by(AFTER))
    row = shelve_draft(one, by=by(AFTER))
    assert (row.title, row.text, row.credit, row.state) == (
        "Dire oui", "Essayer deux fois.", "Les six présents", ResourceState.DRAFT,
    )  # fmt: skip
    assert ResourceDraft.objects.get().shelved == row
    with pytest.raises(Refused, match="déjà passé"):
        shelve_draft(one, by=by(AFTER))
    with pytest.raises(Refused, match="c'est là qu'il se reprend"):
        draft_resource(one, **told, version=3, by=by(AFTER))
