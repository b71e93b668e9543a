"""A referral, from the wish of a person to what came of it: what is kept, what is refused, what is erased."""

import datetime as dt
import secrets

import pytest
from django.db import IntegrityError, transaction

from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.models import Message
from maillage.referrals.models import Counted, Outcome, Referral, ReferralCount, ReferralService, counts_of
from maillage.referrals.operations.opening import Agreement, disable_referrals, enable_referrals
from maillage.referrals.operations.purge import forget_person, purge_referrals
from maillage.referrals.operations.referrals import (
    Consent,
    answer_referral,
    close_referral,
    introduce,
    prepare_referral,
    remind,
    send_referral,
    withdraw_referral,
)
from maillage.territory.models import Quartier
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import nobody_special, person
from tests.cast import Cast, commune, date, instant
from tests.referrals.asking import (
    AGREEMENT,
    BY,
    CONSENT,
    TODAY,
    accepted,
    at,
    led,
    met,
    opened,
    prepared,
    request,
    sent,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + dt.timedelta(days=1)


def test_it_is_off_until_the_officer_agrees(cast: Cast) -> None:
    with pytest.raises(Refused, match="ne sont pas ouvertes"):
        prepared(cast)
    for wrong, words in (
        ({"reference": " "}, "sous quelle référence"),
        ({"officer": ""}, "Dites quel délégué"),
        ({"agreed_on": TOMORROW}, "jour à venir"),
    ):
        with pytest.raises(Refused, match=words):
            enable_referrals(cast.gard, Agreement(**{**vars(AGREEMENT), **wrong}), on=TODAY, by=BY)
    opened(cast)
    with pytest.raises(Refused, match=r"déjà ouvertes dans « Coopération du Gard », depuis le 1er\sjuin"):
        opened(cast)
    assert ReferralService.objects.get().reference == "RT-2018-014"
    assert "référence RT-2018-014" in Entry.objects.latest("number").what


def test_a_code_stands_for_the_person(cast: Cast) -> None:
    opened(cast)
    row = prepared(cast)
    assert row.code[:2] == "O-"
    assert len(row.code) == 6
    assert not set(row.code[2:]) & set("01OIL")
    assert (row.state, row.team, row.place) == ("preparee", None, "Nîmes")
    assert prepared(cast).code != row.code
    names = {field.name for field in Referral._meta.get_fields()}
    assert not names & {"name", "address", "birth_date", "words", "note"}


def test_a_code_is_that_of_one_referral(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(cast)
    drawn = iter("AAAAAAAABBBB")
    monkeypatch.setattr(secrets, "choice", lambda _alphabet: next(drawn))
    assert [prepared(cast).code, prepared(cast).code] == ["O-AAAA", "O-BBBB"]


def test_what_is_refused_when_it_is_written(cast: Cast) -> None:
    opened(cast)
    elsewhere = Quartier.objects.create(name="Rochebelle", commune=commune("30007"))
    for told, words in (
        ({"telephone": ""}, "comment la joindre"),
        ({"referrer": " "}, "Dites qui oriente"),
        ({"quartier": elsewhere}, "n'est pas dans cette commune"),
        ({"availability": "Mme Durand, le mardi"}, "le nom d'une personne"),
        ({"availability": "le mardi, 06 12 34 56 78"}, "un numéro de téléphone"),
    ):
        with pytest.raises(Refused, match=words):
            prepared(cast, **told)
    with pytest.raises(Refused, match="n'est pas sur le territoire"):
        prepare_referral(cast.gard, commune("46042"), request(), on=TODAY, by=BY)
    assert not Referral.objects.exists()
    here = Quartier.objects.create(name="Pissevin", commune=commune("30189"))
    assert prepared(cast, quartier=here).place == "Nîmes, Pissevin"


def test_without_consent_nothing_is_sent(cast: Cast) -> None:
    opened(cast)
    led(cast.tilleul)
    row = prepared(cast)
    for consent, words in (
        (None, "Sans l'accord de la personne"),
        (Consent(on=TODAY, how="", by="Le CLIC"), "Sans l'accord"),
        (Consent(on=TODAY, how="ecrit", by=" "), "Sans l'accord"),
        (Consent(on=TOMORROW, how="ecrit", by="Le CLIC"), "jour à venir"),
    ):
        with pytest.raises(Refused, match=words):
            send_referral(row, cast.tilleul, consent, on=TODAY, by=BY)
    row.refresh_from_db()
    assert (row.state, Message.objects.count()) == ("preparee", 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=row.pk).update(sent_on=TODAY)
    send_referral(row, cast.tilleul, CONSENT, on=TODAY, by=BY)
    row.refresh_from_db()
    assert (row.state, row.consent_by) == ("envoyee", "Le CLIC de Nîmes")
    assert row.answer_due_on == date(2018, 6, 11)


def test_a_team_that_does_not_come_there_or_cannot_be_written_to_is_not_asked(cast: Cast) -> None:
    opened(cast)
    row = prepared(cast)
    with pytest.raises(Refused, match="ne vient pas dans cette commune"):
        send_referral(row, cast.causse, CONSENT, on=TODAY, by=BY)
    with pytest.raises(Refused, match="ne peut recevoir d'orientation"):
        send_referral(row, cast.tilleul, CONSENT, on=TODAY, by=BY)
    gone = person("Max Noir", Role.SUPPORT, Perimeter("equipe", cast.tilleul.slug))
    gone.is_active = False
    gone.save()
    with pytest.raises(Refused, match="ne peut recevoir d'orientation"):
        send_referral(row, cast.tilleul, CONSENT, on=TODAY, by=BY)
    person("Zoé Blanc", Role.LEAD, Perimeter("equipe", cast.tilleul.slug))
    send_referral(row, cast.tilleul, CONSENT, on=TODAY, by=BY)
    assert f"/orientations/{row.pk}/" in Message.objects.get().text


def test_the_letter_says_that_one_waits_and_nothing_of_it(cast: Cast) -> None:
    opened(cast)
    row = sent(cast, availability="le mardi")
    letter = Message.objects.get()
    assert letter.subject == "Une orientation attend votre réponse"
    assert letter.to_email == "luc@exemple.fr"
    for words in (row.code, "visite", "Nîmes,", "CLIC", "le mardi", "04 66"):
        assert words not in letter.text + letter.subject
    assert "/orientations/lien/" in letter.text


def test_a_team_answers_and_whoever_referred_is_told(cast: Cast) -> None:
    opened(cast)
    animator = person("Anne Martin", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    row = sent(cast)
    row.opened_by = nobody_special("Paul Roux")
    row.save()
    with pytest.raises(Refused, match="Dites pourquoi l'équipe ne peut pas"):
        answer_referral(row, accepts=False, reason="", on=TODAY, by=BY)
    answer_referral(row, accepts=False, reason="loin", on=TODAY, by=BY)
    row.refresh_from_db()
    assert (row.state, row.decline_reason, row.answered_on) == ("refusee", "loin", TODAY)
    told = Message.objects.filter(subject="Une orientation a reçu une réponse")
    assert set(told.values_list("to_email", flat=True)) == {animator.email, "paul-roux@exemple.fr"}
    assert row.code not in "".join(told.values_list("text", flat=True))
    with pytest.raises(Refused, match=f"L'orientation {row.code} est « l'équipe ne peut pas »"):
        answer_referral(row, accepts=True, on=TODAY, by=BY)
    send_referral(row, cast.tilleul, None, on=TOMORROW, by=at(TOMORROW))
    row.refresh_from_db()
    assert (row.state, row.decline_reason, row.answered_on) == ("envoyee", "", None)


def test_they_meet_and_a_link_begins(cast: Cast) -> None:
    opened(cast)
    row = accepted(cast)
    for outcome in (Outcome.LINK, Outcome.MET):
        with pytest.raises(Refused, match="Notez d'abord le jour de la rencontre"):
            close_referral(row, outcome, on=TODAY, by=BY)
    with pytest.raises(Refused, match="jour à venir"):
        introduce(row, met_on=TOMORROW, on=TODAY, by=BY)
    with pytest.raises(Refused, match=r"a été envoyée le 1er\sjuin 2018"):
        introduce(row, met_on=date(2018, 5, 31), on=TODAY, by=BY)
    introduce(row, met_on=TODAY, on=TODAY, by=BY)
    for outcome, words in ((Outcome.ERASED, "Choisissez"), (Outcome.NOT_PURSUED, "Dites pourquoi")):
        with pytest.raises(Refused, match=words):
            close_referral(row, outcome, on=TODAY, by=BY)
    close_referral(row, Outcome.LINK, on=TODAY, by=BY)
    row.refresh_from_db()
    assert (row.state, row.outcome, row.closing_reason, row.erased_on) == (
        "close",
        "lien",
        "",
        date(2018, 7, 1),
    )
    with pytest.raises(Refused, match="est « close »"):
        close_referral(row, Outcome.MET, on=TODAY, by=BY)


def test_a_team_that_accepted_may_find_that_it_cannot(cast: Cast) -> None:
    opened(cast)
    row = answer_referral(accepted(cast), accepts=False, reason="pause", on=TODAY, by=BY)
    assert row.state == "refusee"
    close_referral(row, Outcome.NOT_PURSUED, reason="aucune-equipe", on=TODAY, by=BY)
    assert Referral.objects.get().closing_reason == "aucune-equipe"


def test_the_person_withdraws_and_all_is_erased_at_once(cast: Cast) -> None:
    opened(cast)
    row = met(cast)
    withdraw_referral(row, on=TODAY, by=BY)
    assert not Referral.objects.exists()
    kept = ReferralCount.objects.get()
    assert (kept.outcome, kept.month, kept.number) == ("retiree", date(2018, 6, 1), 1)
    for act in (
        lambda: withdraw_referral(row, on=TODAY, by=BY),
        lambda: close_referral(row, Outcome.MET, on=TODAY, by=BY),
    ):
        with pytest.raises(Refused, match="n'est plus là"):
            act()


def test_it_erases_itself_after_its_end_and_after_a_year(cast: Cast) -> None:
    opened(cast, on=date(2017, 5, 1))
    forgotten = sent(cast, on=date(2017, 6, 1))
    never_sent = prepared(cast, on=date(2017, 6, 1))
    ended = met(cast)
    close_referral(ended, Outcome.MET, on=TODAY, by=BY)
    waiting = sent(cast)
    assert purge_referrals(instant(2018, 5, 31)) == 0
    assert purge_referrals(instant(2018, 6, 1)) == 2
    assert set(Referral.objects.values_list("pk", flat=True)) == {ended.pk, waiting.pk}
    assert not {forgotten.pk, never_sent.pk} & set(Referral.objects.values_list("pk", flat=True))
    assert purge_referrals(instant(2018, 6, 30)) == 0
    assert purge_referrals(instant(2018, 7, 1)) == 1
    assert Referral.objects.get() == waiting
    counts = set(ReferralCount.objects.values_list("outcome", "month", "number"))
    assert counts == {("effacee", TODAY, 1), ("rencontre", TODAY, 1)}
    assert "a effacé 1 orientations" in Entry.objects.latest("number").what


def test_stopping_the_service_erases_all_that_is_there(cast: Cast) -> None:
    opened(cast)
    sent(cast)
    prepared(cast)
    with pytest.raises(Refused, match="Dites pourquoi"):
        disable_referrals(cast.gard, reason=" ", on=TOMORROW, by=at(TOMORROW))
    assert disable_referrals(cast.gard, reason="le délégué l'a demandé", on=TOMORROW, by=at(TOMORROW)) == 2
    assert not Referral.objects.exists()
    assert ReferralService.objects.believed().get().ended_on == TOMORROW
    with pytest.raises(Refused, match="ne sont pas ouvertes"):
        disable_referrals(cast.gard, reason="encore", on=TOMORROW, by=BY)
    opened(cast, on=date(2018, 7, 1))
    disable_referrals(cast.gard, reason="une erreur", on=date(2018, 7, 1), by=at(date(2018, 7, 1)))
    assert ReferralService.objects.believed().count() == 1  # opened and stopped the same day: it never held


def test_what_has_no_service_any_more_is_erased_by_the_worker(cast: Cast) -> None:
    service = opened(cast)
    sent(cast)
    ReferralService.objects.filter(pk=service.pk).update(ended_on=TOMORROW)
    assert purge_referrals(instant(2018, 6, 2)) == 1


def test_a_late_answer_is_asked_for_once(cast: Cast) -> None:
    opened(cast)
    person("Anne Martin", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    row = sent(cast)
    assert remind(instant(2018, 6, 11)) == 0
    assert remind(instant(2018, 6, 12)) == 1
    assert remind(instant(2018, 6, 13)) == 0
    subjects = set(Message.objects.values_list("subject", flat=True))
    assert "Une orientation attend toujours votre réponse" in subjects
    assert "Une orientation attend une réponse depuis trop longtemps" in subjects
    row.refresh_from_db()
    assert row.is_late(date(2018, 6, 12))
    assert not row.is_late(date(2018, 6, 11))


def counted(*outcomes: tuple[str, int], cast: Cast) -> Counted:
    """Return what is told of some counts."""
    for outcome, number in outcomes:
        ReferralCount.objects.create(
            cooperation=cast.gard, month=date(2018, 3, 1), outcome=outcome, number=number
        )
    return counts_of([cast.gard], 2018)[0]


def test_small_numbers_are_not_told_nor_given_away(cast: Cast) -> None:
    assert counts_of([cast.gard], 2018)[0].ended == "0"
    told = counted(("lien", 6), ("rencontre", 5), ("sans-suite", 2), cast=cast)
    # 13 in all: to tell 6 and 5 would tell that 2 others came to nothing.
    assert (told.ended, told.outcomes) == ("13", [("un lien régulier s'est noué", "6")])


def test_a_count_under_five_is_not_told(cast: Cast) -> None:
    told = counted(("lien", 4), cast=cast)
    assert (told.ended, told.outcomes) == ("moins de 5", [])
    opened(cast)
    close_referral(met(cast), Outcome.LINK, on=TODAY, by=BY)  # not erased yet: it counts already
    told = counts_of([cast.gard], 2018)[0]
    assert (told.ended, told.outcomes) == ("5", [("un lien régulier s'est noué", "5")])


def test_whoever_leaves_the_register_is_forgotten(cast: Cast) -> None:
    opened(cast)
    user = person("Paul Roux", Role.MEMBER, Perimeter("cooperation", cast.gard.slug))
    theirs = sent(cast, email=user.email)
    other = sent(cast)
    Referral.objects.filter(pk=other.pk).update(opened_by=user, consent_by="Paul Roux")
    ReferralService.objects.update(officer="Paul Roux")
    gone = nobody_special("Personne 12")
    forget_person(user, name="Paul Roux", email=user.email, on=TODAY, by=BY)
    assert gone.name
    assert not Referral.objects.filter(pk=theirs.pk).exists()
    other.refresh_from_db()
    assert other.opened_by is None
