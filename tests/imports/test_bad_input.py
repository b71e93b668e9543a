"""Every bad input gets a sentence that says what, where and what to do, and leaves nothing half-written."""

import zipfile
from pathlib import Path

import pytest

from maillage.common.errors import Refused
from tests.imports.files import OTHER_SIRET, SIRET, csv_file, holdings, imported, xlsx_file

pytestmark = pytest.mark.django_db

TWICE = (
    "Fichier liste.csv, ligne 3, colonne «\u00a0signée le\u00a0»\u00a0: «\u00a0Amitié\u00a0» a déjà une signature en "
    "vigueur de cette charte, à la ligne 2. Gardez une seule des deux lignes, ou terminez la première "
    "(«\u00a0fin le\u00a0»)."
)


def refusal(path: Path, kind: str = "signatures") -> str:
    """Return why a file is refused, having checked that it left nothing, planned or applied."""
    before = holdings()
    with pytest.raises(Refused) as refused:
        imported(path, kind)
    assert holdings() == before
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "organisation;siret;signée le\nAmitié;73282932000075;2014",
            (
                "Fichier liste.csv, ligne 2, colonne «\u00a0siret\u00a0»\u00a0: Le SIRET 732 829 320 00075 a une clé "
                "fausse\u00a0: vérifiez ses 14 chiffres sur l'avis de situation."
            ),
        ),
        (
            "organisation;signée le\nAmitié;27/01/1899",
            (
                "Fichier liste.csv, ligne 2, colonne «\u00a0signée le\u00a0»\u00a0: La date «\u00a027/01/1899\u00a0» "
                "est "
                "hors du possible\u00a0: l'année doit être entre 1900 et 2099."
            ),
        ),
        (
            "organisation;signée le\nAmitié;31/12/9999",
            (
                "Fichier liste.csv, ligne 2, colonne «\u00a0signée le\u00a0»\u00a0: La date «\u00a031/12/9999\u00a0» "
                "est "
                "hors du possible\u00a0: l'année doit être entre 1900 et 2099."
            ),
        ),
        (
            "organisation;signée le;fin le\nAmitié;27/01/2014;26/01/2014",
            (
                "Fichier liste.csv, ligne 2, colonne «\u00a0fin le\u00a0»\u00a0: La fin (26\u00a0janvier 2014) ne "
                "suit pas "
                "le début (27\u00a0janvier 2014)\u00a0: vérifiez les deux dates."
            ),
        ),
        ("organisation;signée le\nAmitié;27/01/2014\nAmitié;01/03/2015", TWICE),
        ("organisation;signée le\nAmitié;27/01/2014\nAmitié;27/01/2014", TWICE),
        (
            "organisation;département;signée le\nAmitié;99;2014",
            (
                "Fichier liste.csv, ligne 2, colonne «\u00a0département\u00a0»\u00a0: Le département «\u00a099\u00a0» "
                "n'existe pas\u00a0: les codes vont de 01 à 95, avec 2A et 2B, puis de 971 à 976."
            ),
        ),
        (
            "organisation;commune;département;signée le\nAmitié;Beaumat;46;2014",
            (
                "Fichier liste.csv, ligne 2, colonne «\u00a0commune\u00a0»\u00a0: La commune «\u00a0Beaumat\u00a0» "
                "(46019) "
                "n'existe plus sous ce nom depuis le 1er\u00a0janvier 2016\u00a0: écrivez Cœur de Causse (46138)."
            ),
        ),
        (
            "organisation;siret;signée le\n;;2014",
            (
                "Fichier liste.csv, ligne 2, colonne «\u00a0organisation\u00a0»\u00a0: Le nom du signataire "
                "manque\u00a0: "
                "écrivez l'organisation, ou l'équipe."
            ),
        ),
        (
            "organisation;signée le\nAmitié;",
            (
                "Fichier liste.csv, ligne 2, colonne «\u00a0signée le\u00a0»\u00a0: Cette case est vide, et elle est "
                "nécessaire\u00a0: remplissez-la ou supprimez la ligne."
            ),
        ),
        (
            "organisation;signée le\nAmitié;2014\norganisation;signée le",
            (
                "Fichier liste.csv, ligne 3, colonne «\u00a0signée le\u00a0»\u00a0: Cette ligne répète "
                "l'en-tête\u00a0: "
                "supprimez-la."
            ),
        ),
    ],
)
def test_a_bad_line_is_refused_with_its_place_and_the_remedy(
    tmp_path: Path, text: str, sentence: str
) -> None:
    said = refusal(csv_file(tmp_path, text))

    assert said.splitlines() == ["1 ligne refusée\u00a0: rien n'a été écrit.", sentence]


def test_a_team_carried_by_an_organisation_that_has_not_signed_is_refused(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, "nom\nAmitié"), "organisations")
    imported(csv_file(tmp_path, "nom;département\nÉquipe du Tilleul;30"), "equipes")

    said = refusal(
        csv_file(tmp_path, "équipe;porteur;depuis le\nÉquipe du Tilleul;Amitié;01/03/2015"), "portages"
    )

    assert said.splitlines()[1] == (
        "Fichier liste.csv, ligne 2, colonne «\u00a0porteur\u00a0»\u00a0: «\u00a0Amitié\u00a0» ne peut pas porter "
        "«\u00a0Équipe du Tilleul\u00a0» le 01/03/2015\u00a0: elle n'avait pas signé la charte ce jour-là. Importez "
        "d'abord sa signature, ou corrigez la date."
    )


def test_a_header_twice_is_refused(tmp_path: Path) -> None:
    said = refusal(csv_file(tmp_path, "organisation;signée le;Signée le\nAmitié;2014;2015"))

    assert "case C1" in said
    assert "est déjà celui de la case B1" in said


def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "organisation;signée le\nAmitié;2014", name="liste.xlsx")

    assert "n'est pas un classeur Excel" in refusal(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(b"")

    assert "il est vide" in refusal(path)


def test_a_cell_at_the_end_of_the_sheet_is_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, {"Signatures": [["organisation", "signée le"], ["Amitié", "2014"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", far)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    assert "case XFD1048576" in refusal(path)


def test_a_gigabyte_in_a_cell_is_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, {"Signatures": [["organisation", "signée le"], ["Amitié", "2014"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before, _found, after = parts["xl/sharedStrings.xml"].partition(b"Amiti\xc3\xa9")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            if name != "xl/sharedStrings.xml":
                archive.writestr(name, content)
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(before)
            for _ in range(1024):
                part.write(b"a" * 2**20)
            part.write(after)

    assert "décompressé, il prendrait une place démesurée" in refusal(path)


def test_formulas_bring_their_values_and_stay_text(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "organisation;signée le\n=1+1;2014")
    imported(path, "signatures")

    plan = imported(path, "signatures", apply=False)

    assert plan.rows[0].sentence == "« =1+1 »"


def test_the_error_of_a_formula_is_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, {"Signatures": [["organisation", "signée le"], ["Amitié", "2014"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    start = sheet.index(b'<c r="B2"')
    end = sheet.index(b"</c>", start) + 4
    wrong = b'<c r="B2" t="e"><f>A1/0</f><v>#DIV/0!</v></c>'
    parts["xl/worksheets/sheet1.xml"] = sheet[:start] + wrong + sheet[end:]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    assert refusal(path).splitlines()[1] == (
        "Fichier liste.xlsx, feuille «\u00a0Signatures\u00a0», ligne 2, colonne «\u00a0signée le\u00a0»\u00a0: La case "
        "contient l'erreur #DIV/0\u00a0: corrigez la formule, ou écrivez la valeur à sa place."
    )


def test_a_file_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, {"Signatures": [["organisation", "signée le"], ["Amitié", "2014"]]})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    assert "il est abîmé ou coupé" in refusal(path)


def test_one_bad_line_among_good_ones_refuses_the_whole_file(tmp_path: Path) -> None:
    text = f"organisation;signée le;siret\nA;2014;{SIRET}\nB;2014;{OTHER_SIRET}\nC;demain;12"

    said = refusal(csv_file(tmp_path, text)).splitlines()

    assert said[0] == "1 ligne refusée\u00a0: rien n'a été écrit."
    assert [line.split("\u00a0»")[0] for line in said[1:]] == [
        "Fichier liste.csv, ligne 4, colonne «\u00a0signée le",
        "Fichier liste.csv, ligne 4, colonne «\u00a0siret",
    ]


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        (
            "signatures",
            f"nom;siret;rna;signée le\nA;{SIRET};;2014\nB;;W301234567;2014\nC;{SIRET};W301234567;2014",
            "Ce SIRET est celui de «\u00a0A\u00a0», ce numéro RNA celui de «\u00a0B\u00a0»",
        ),
        ("organisations", "nom\nAmitié\nAmitié", "figure déjà à la ligne 2"),
        ("organisations", "nom;téléphone\nA;12", "n'est pas un numéro de téléphone"),
        ("organisations", "nom;courriel\nA;chez moi", "n'est pas une adresse électronique"),
        ("organisations", "nom;code postal\nA;300", "n'est pas un code postal"),
        ("organisations", "nom;code postal\nA;99999", "Aucune commune n'a le code postal 99999"),
        ("organisations", f"nom\n{'A' * 201}", "Ce texte fait 201 caractères"),
        ("cooperations", "nom\nGard\nGard", "figure déjà à la ligne 2"),
        (
            "cooperations",
            "nom;niveau\nGard;mondial",
            "«\u00a0mondial\u00a0» n'est pas connu ici\u00a0: écrivez",
        ),
        ("cooperations", "nom;territoires\nGard;123456789", "Aucune intercommunalité n'a le SIREN 123456789"),
        (
            "cooperations",
            "nom;territoires\nGard;Atlantide",
            "La commune «\u00a0Atlantide\u00a0» n'est pas connue",
        ),
        (
            "etapes",
            "coopération;étape;depuis le\nGard;lancée;2014",
            "La coopération «\u00a0Gard\u00a0» n'est pas",
        ),
        ("equipes", "nom;émergente le;reconnue le\nA;01/02/2015;01/01/2015", "précède"),
        ("equipes", "nom\nA\nA", "figure déjà à la ligne 2"),
        ("appuis", "nom;nature;lancé le\nA;cadeau;2014", "«\u00a0cadeau\u00a0» n'est pas connu ici"),
        ("appuis", "nom;nature;lancé le\nA;formation;2014\nA;formation;2014", "la ligne 2 le dit déjà"),
        ("programme", "programme\nA", "Ce programme est nouveau\u00a0: dites quand il a été adopté"),
        ("programme", "programme;adopté le\nA;2016", "Ce programme est nouveau\u00a0: dites ses années"),
        ("programme", "programme;adopté le;années\nA;2016;2019-2017", "sont à l'envers"),
        ("programme", "programme;adopté le;années\nA;2016;jamais", "ne dit pas des années"),
        ("programme", "programme;adopté le;années;axe\nA;2016;2017;1", "Il manque le titre de ce numéro"),
        ("programme", "programme;adopté le;années;axe;action\nA;2016;2017;1;2.1", "n'est pas de l'axe 1"),
        ("programme", "programme;adopté le;années;action\nA;2016;2017;1", "Une action est celle d'un axe"),
        ("programme", "programme;adopté le;années;axe\nA;2016;2017;premier", "n'est pas un numéro"),
        (
            "programme",
            "programme;adopté le;années;axe;titre de l'axe\nA;2016;2017;1;X\nA;2016;2017;1;Y",
            "La ligne 2 dit autre chose («\u00a0X\u00a0»)",
        ),
        ("chiffres-publies", "indicateur;date;valeur;source\na;2014;beaucoup;b", "n'est pas un nombre"),
        ("chiffres-publies", "indicateur;date;valeur;source\na;2014;9999999999999;b", "est trop grand"),
        (
            "chiffres-publies",
            "indicateur;date;valeur;source;approximatif\na;2014;1;b;peut-être",
            "n'est ni oui ni non",
        ),
        (
            "chiffres-publies",
            "indicateur;date;valeur;source\na;2014;1;b\na;2014;2;b",
            "la ligne 2 le dit déjà",
        ),
    ],
)
def test_each_kind_refuses_what_it_cannot_keep(tmp_path: Path, kind: str, text: str, sentence: str) -> None:
    assert sentence in refusal(csv_file(tmp_path, text), kind)
