"""Signatures come from one list of signatories, and follow what was known when."""

import datetime as dt
from pathlib import Path

import pytest

from maillage.common.errors import Refused
from maillage.common.facts import end_of_day
from maillage.imports.models import ImportRow, ImportRun
from maillage.imports.operations import RefusedRows
from maillage.network.models import Membership, Organisation, OrganisationSituation, Signature
from tests.imports.files import NOW, SIRET, csv_file, imported, outcomes

pytestmark = pytest.mark.django_db

LIST = f"""
    Nom de la structure;Nature;SIRET;Ville;Département;Date de signature
    Les Voisins du Tilleul;Association locale;{SIRET};Nîmes;30;27/01/2014
    CCAS d'Alès;ccas;;Alès;Gard;janvier 2014
    Fil d'Or;;;;;2014
"""


def signatures_known(year: int, month: int, day: int) -> int:
    return Signature.objects.known_at(end_of_day(dt.date(year, month, day))).count()


def test_a_list_of_signatories_brings_its_organisations_and_their_signatures(tmp_path: Path) -> None:
    plan = imported(csv_file(tmp_path, LIST), "signatures", document="Liste de 2014")

    assert outcomes(plan) == ["create", "create", "create"]
    tilleul = Organisation.objects.get(name="Les Voisins du Tilleul")
    seat = OrganisationSituation.objects.get(organisation=tilleul)
    assert (tilleul.siret, seat.kind.code, seat.commune.name) == (SIRET, "association-locale", "Nîmes")  # type: ignore[union-attr]
    signed = {
        s.organisation.name: (s.started_on, s.started_precision, s.source)  # type: ignore[union-attr]
        for s in Signature.objects.all()
    }
    assert signed == {
        "Les Voisins du Tilleul": (dt.date(2014, 1, 27), "jour", "Liste de 2014"),
        "CCAS d'Alès": (dt.date(2014, 1, 1), "mois", "Liste de 2014"),
        "Fil d'Or": (dt.date(2014, 1, 1), "annee", "Liste de 2014"),
    }


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    path = csv_file(tmp_path, LIST)
    imported(path, "signatures")
    rows = list(Signature.objects.order_by("pk").values())

    plan = imported(path, "signatures")

    assert outcomes(plan) == ["same", "same", "same"]
    assert list(Signature.objects.order_by("pk").values()) == rows


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    plan = imported(csv_file(tmp_path, LIST), "signatures", apply=False)

    assert plan.counts == {"create": 3, "change": 0, "same": 0, "refuse": 0}
    assert not Organisation.objects.exists()
    assert not ImportRun.objects.exists()


def test_the_journal_keeps_what_became_of_each_line(tmp_path: Path) -> None:
    path = csv_file(tmp_path, LIST)
    plan = imported(path, "signatures", known_from=(2015, 1, 27), document="Liste")

    run = ImportRun.objects.get()
    assert plan.run == run.pk
    assert (run.kind, run.file_name, run.document, run.created) == ("signatures", "liste.csv", "Liste", 3)
    assert len(run.sha256) == 64
    first = ImportRow.objects.get(run=run, line=2)
    signature = Signature.objects.get(organisation__name="Les Voisins du Tilleul")
    assert (first.outcome, first.model, first.object_id) == ("create", "network.signature", signature.pk)
    assert first.summary.startswith("« Les Voisins du Tilleul » signe « Charte nationale »")


def test_the_file_name_is_the_source_without_a_document(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, LIST, name="signataires.csv"), "signatures")

    assert set(Signature.objects.values_list("source", flat=True)) == {"signataires.csv"}


def test_another_day_corrects_the_signature_and_keeps_what_was_known(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, LIST), "signatures", known_from=(2015, 1, 27))
    later = csv_file(tmp_path, "organisation;signée le\nCCAS d'Alès;15/02/2014", name="b.csv")

    plan = imported(later, "signatures", known_from=(2016, 11, 24), document="Registre de 2016")

    assert outcomes(plan) == ["change"]
    assert plan.rows[0].changes == ("depuis le : 15\u00a0février 2014 au lieu de janvier\u00a02014",)
    old, new = Signature.objects.filter(organisation__name="CCAS d'Alès").order_by("pk")
    assert old.retraction_reason == "import Registre de 2016"
    assert old.known_until == new.known_from
    assert (new.started_on, new.started_precision) == (dt.date(2014, 2, 15), "jour")
    assert signatures_known(2015, 6, 1) == signatures_known(2016, 12, 1) == 3


def test_a_vaguer_day_says_nothing_new_and_a_finer_one_does(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, "organisation;signée le\nFil d'Or;mars 2014"), "signatures")

    vague = imported(csv_file(tmp_path, "organisation;signée le\nFil d'Or;2014"), "signatures")
    fine = imported(csv_file(tmp_path, "organisation;signée le\nFil d'Or;01/03/2014"), "signatures")

    assert (outcomes(vague), outcomes(fine)) == (["same"], ["change"])
    assert Signature.objects.believed().get().started_precision == "jour"


def test_an_end_is_written_and_an_empty_cell_does_not_erase_it(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, "organisation;signée le\nFil d'Or;01/03/2014"), "signatures")
    ended = "organisation;signée le;fin le;motif de fin\nFil d'Or;01/03/2014;31/12/2016;dissolution"

    assert outcomes(imported(csv_file(tmp_path, ended), "signatures")) == ["change"]
    assert outcomes(imported(csv_file(tmp_path, ended), "signatures")) == ["same"]
    plan = imported(csv_file(tmp_path, "organisation;signée le;fin le\nFil d'Or;01/03/2014;"), "signatures")

    assert outcomes(plan) == ["same"]
    held = Signature.objects.believed().get()
    assert (held.ended_on, held.end_reason) == (dt.date(2016, 12, 31), "dissolution")


def test_a_signature_after_one_that_ended_is_another(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, "organisation;signée le;fin le\nFil d'Or;2014;31/12/2015"), "signatures")

    plan = imported(csv_file(tmp_path, "organisation;signée le\nFil d'Or;01/05/2017"), "signatures")

    assert outcomes(plan) == ["create"]
    assert Signature.objects.believed().count() == 2


def test_a_retraction_is_known_from_its_document_on(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, LIST), "signatures", known_from=(2015, 1, 27))
    wrong = csv_file(
        tmp_path,
        "organisation;signée le;retrait (motif)\nFil d'Or;2014;doublon de « Le Fil d'Or »",
        name="retrait.csv",
    )

    plan = imported(wrong, "signatures", known_from=(2015, 2, 16))
    again = imported(wrong, "signatures", known_from=(2015, 2, 16))

    assert (outcomes(plan), outcomes(again)) == (["change"], ["same"])
    gone = Signature.objects.get(organisation__name="Fil d'Or")
    assert gone.retraction_reason == "doublon de « Le Fil d'Or »"
    assert (signatures_known(2015, 1, 31), signatures_known(2015, 2, 28)) == (3, 2)


def test_old_files_applied_again_after_newer_ones_change_nothing(tmp_path: Path) -> None:
    first = csv_file(tmp_path, LIST, name="1.csv")
    second = csv_file(tmp_path, "organisation;signée le;retrait\nFil d'Or;2014;doublon", name="2.csv")
    third = csv_file(
        tmp_path,
        "organisation;signée le;fin le\nLes Voisins du Tilleul;27/01/2014;01/12/2016\nCCAS d'Alès;03/01/2014;",
        name="3.csv",
    )
    layers = [(first, (2015, 1, 27)), (second, (2015, 2, 16)), (third, (2016, 11, 24))]
    for path, day in layers:
        imported(path, "signatures", known_from=day)
    rows = list(Signature.objects.order_by("pk").values())

    for path, day in layers:
        assert set(outcomes(imported(path, "signatures", known_from=day))) == {"same"}

    assert list(Signature.objects.order_by("pk").values()) == rows


def test_the_same_fact_in_an_older_document_widens_knowledge(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "organisation;signée le\nFil d'Or;01/03/2014")
    imported(path, "signatures", known_from=(2016, 11, 24))

    plan = imported(path, "signatures", known_from=(2015, 1, 27), document="Registre de 2015")

    assert outcomes(plan) == ["change"]
    assert plan.rows[0].changes == ("connu plus tôt : depuis le 27/01/2015, et non le 24/11/2016",)
    never, wider = Signature.objects.order_by("pk")
    assert never.known_until == never.known_from
    assert (wider.source, wider.recorded_at) == ("Registre de 2015", NOW)
    assert [signatures_known(2015, 1, 1), signatures_known(2015, 2, 1), signatures_known(2017, 1, 1)] == [
        0,
        1,
        1,
    ]


def test_what_an_older_document_said_otherwise_is_remembered_until_then(tmp_path: Path) -> None:
    imported(
        csv_file(tmp_path, "organisation;signée le\nFil d'Or;01/03/2014"),
        "signatures",
        known_from=(2016, 11, 24),
    )
    older = csv_file(tmp_path, "organisation;signée le\nFil d'Or;15/02/2014", name="b.csv")

    plan = imported(older, "signatures", known_from=(2015, 1, 27))
    again = imported(older, "signatures", known_from=(2015, 1, 27))

    assert (outcomes(plan), outcomes(again)) == (["create"], ["same"])
    then = Signature.objects.known_at(end_of_day(dt.date(2015, 6, 1))).get()
    now = Signature.objects.believed().get()
    assert (then.started_on, now.started_on) == (dt.date(2014, 2, 15), dt.date(2014, 3, 1))
    assert then.known_until == now.known_from


def test_a_document_that_contradicts_what_was_corrected_since_is_refused(tmp_path: Path) -> None:
    for day, known in (("01/01/2014", (2015, 1, 1)), ("02/02/2014", (2016, 1, 1))):
        imported(
            csv_file(tmp_path, f"organisation;signée le\nFil d'Or;{day}"), "signatures", known_from=known
        )

    with pytest.raises(RefusedRows, match="le registre disait déjà autre chose à la date de ce document"):
        imported(
            csv_file(tmp_path, "organisation;signée le\nFil d'Or;03/03/2014"),
            "signatures",
            known_from=(2015, 6, 1),
        )


def test_a_homonym_needs_its_departement_only_when_there_is_a_doubt(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, "nom;département;signée le\nAmitié;30;2014\nAmitié;46;2015"), "signatures")

    with pytest.raises(RefusedRows) as refusal:
        imported(csv_file(tmp_path, "nom;signée le\nAmitié;2014"), "signatures")
    plan = imported(csv_file(tmp_path, "nom;département;signée le\nAmitié;Lot;2015"), "signatures")

    assert "2 fiches s'appellent «\u00a0Amitié\u00a0»\u00a0: ajoutez le SIRET ou le département." in str(
        refusal.value
    )
    assert outcomes(plan) == ["same"]
    assert Organisation.objects.count() == 2


def test_near_twins_are_told_and_not_refused(tmp_path: Path) -> None:
    plan = imported(
        csv_file(tmp_path, "nom;signée le\nCCAS de Saint-Céré;2014\nC.C.A.S. St Céré;2014\nAutre chose;2014"),
        "signatures",
    )

    assert plan.warnings == (
        (
            "Ligne 3 : « C.C.A.S. St Céré » ressemble à « CCAS de Saint-Céré » (ligne 2). "
            "Si c'est la même, écrivez le même nom."
        ),
    )
    assert Organisation.objects.count() == 3


def test_a_membership_and_a_parent_come_with_the_signature(tmp_path: Path) -> None:
    text = """
        organisation;rattachée à;membre depuis;collège;signée le
        Amitié du Gard;Amitié de France;02/02/2016;signataires;2014
        Amitié de France;;;;2014
    """
    plan = imported(csv_file(tmp_path, text), "signatures")

    assert "rattachée à « Amitié de France »" in plan.rows[0].changes
    member = Membership.objects.get()
    assert (member.organisation.name, member.college) == ("Amitié du Gard", "signataires")
    parent = member.organisation.affiliations.get().parent
    assert parent.name == "Amitié de France"
    assert outcomes(imported(csv_file(tmp_path, text), "signatures")) == ["same", "same"]


def test_a_team_signs_its_own_charter(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, "nom;département\nÉquipe du Tilleul;30"), "equipes")

    plan = imported(
        csv_file(tmp_path, "équipe;signée le;charte\nÉquipe du Tilleul;2015;équipe"), "signatures"
    )

    assert outcomes(plan) == ["create"]
    signature = Signature.objects.get()
    assert (str(signature.team), signature.charter.kind) == ("Équipe du Tilleul", "equipe")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "organisation;signée le;charte\nA;2014;régionale",
            "La charte «\u00a0régionale\u00a0» n'est pas connue",
        ),
        (
            "organisation;signée le;retrait\nAmie;2014;faux",
            "L'organisation «\u00a0Amie\u00a0» n'est pas dans le registre",
        ),
        ("organisation;équipe;signée le\nA;B;2014", "videz l'une des deux cases"),
        ("organisation;équipe;signée le\n;;2014", "Le nom du signataire manque"),
        ("organisation;signée le;motif de fin\nA;2014;départ", "Un motif de fin vient avec sa date"),
        (
            "organisation;signée le;rattachée à\nA;2014;B",
            "L'organisation «\u00a0B\u00a0» n'est pas dans le registre",
        ),
        ("organisation;signée le;rattachée à\nA;2014;A", "ne se rattache pas à elle-même"),
        ("organisation;signée le;collège\nA;2014;signataires", "ajoutez depuis quand"),
        ("organisation;signée le;nature\nA;2014;cirque", "La nature «\u00a0cirque\u00a0» n'est pas connue"),
        ("équipe;signée le\nX;2014", "L'équipe «\u00a0X\u00a0» n'est pas dans le registre"),
    ],
)
def test_lines_that_cannot_be_understood_are_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(Refused, match="ligne 2") as refusal:
        imported(csv_file(tmp_path, text), "signatures")

    assert sentence in str(refusal.value)
    assert not Organisation.objects.exists()


def test_retracting_what_is_not_there_is_refused(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, "organisation;signée le\nFil d'Or;2014"), "signatures")

    with pytest.raises(RefusedRows, match="rien de tel au registre, donc rien à retirer"):
        imported(csv_file(tmp_path, "organisation;signée le;retrait\nFil d'Or;2016;doublon"), "signatures")


def test_an_older_document_does_not_undo_what_a_newer_one_said_again(tmp_path: Path) -> None:
    text = "organisation;signée le\nFil d'Or;01/03/2014"
    imported(csv_file(tmp_path, text), "signatures", known_from=(2015, 1, 1))
    imported(csv_file(tmp_path, text), "signatures", known_from=(2017, 1, 1))

    with pytest.raises(RefusedRows, match="le registre disait déjà autre chose"):
        imported(
            csv_file(tmp_path, "organisation;signée le\nFil d'Or;02/02/2014"),
            "signatures",
            known_from=(2016, 1, 1),
        )


@pytest.mark.parametrize("second", ["mutuelle;", ";46"])
def test_lines_of_one_file_must_not_contradict_one_another(tmp_path: Path, second: str) -> None:
    header = "organisation;siret;signée le;fin le;nature;département"
    known = f"Fil d'Or;{SIRET};2014;2015;CLIC;30"
    other = f"Fil d'Or;{SIRET};2014;2015;autre;33"
    next_one = f"Fil d'Or;{SIRET};2016;;{second}"

    with pytest.raises(RefusedRows, match="une autre nature ou un autre siège"):
        imported(csv_file(tmp_path, f"{header}\n{known}\n{next_one}"), "signatures")
    assert not Organisation.objects.exists()

    imported(csv_file(tmp_path, f"{header}\n{known}"), "signatures")
    with pytest.raises(RefusedRows, match="une autre nature ou un autre siège"):
        imported(csv_file(tmp_path, f"{header}\n{other}\n{next_one}"), "signatures")


def test_lines_of_one_file_complete_one_another(tmp_path: Path) -> None:
    header = "organisation;siret;signée le;fin le;nature;commune;département"
    lines = f"Fil d'Or;;2014;2015;;;\nFil d'Or;{SIRET};2016;;CLIC;Nîmes;30"

    plan = imported(csv_file(tmp_path, f"{header}\n{lines}"), "signatures")

    assert outcomes(plan) == ["create", "create"]
    assert Organisation.objects.get().siret == SIRET
    seat = OrganisationSituation.objects.get()
    assert (seat.kind.code, seat.commune.name) == ("clic", "Nîmes")  # type: ignore[union-attr]
