"""A fictional bilan in the shape of a plenary: every kind of block, the unknown and the hostile too."""

import datetime as dt
from decimal import Decimal

from maillage.bilan.document import (
    Chart,
    Column,
    Columns,
    Document,
    FranceMap,
    KeyFigure,
    KeyFigures,
    MapPoint,
    MapValue,
    Prose,
    PublishedBeside,
    Section,
    Series,
    Table,
    TableColumn,
    Timeline,
    TimelineEntry,
)
from maillage.common.maps import OVERSEAS, outlines

KNOWN_AT = dt.datetime(2016, 11, 25, 22, 59, tzinfo=dt.UTC)
REGISTER = "registre des coopérations, comité du 14 novembre 2016"
LEGEND = (
    (6, "Active"),
    (5, "Lancée"),
    (4, "Reconnue"),
    (3, "En structuration"),
    (2, "En amorce"),
    (1, "Premiers contacts"),
    (0, "Rien de connu à cette date"),
)
WORDS = {step: words.lower() for step, words in LEGEND}
CODES = (*outlines(), *OVERSEAS)

HOSTILE = (
    '#read("/etc/passwd") $x^2$ *gras* _it_ \\u{41} <script>alert(1)</script> =cmd()|A0 '
    "\"guillemets\" & 'apostrophes' {{ 7*7 }} {% debug %} ]]> \U0001f600 مرحبا"
)


def figure(
    code: str,
    value: int | Decimal | None,
    sentence: str,
    *,
    as_of: dt.date = dt.date(2016, 10, 31),
    published: PublishedBeside | None = None,
    unit: str = "",
    unknown_because: str = "",
) -> KeyFigure:
    """Return a key figure with a definition and a source."""
    text = "" if value is None else f"{value * 100:.0f}\u00a0%" if unit == "%" else str(value)
    return KeyFigure(
        code=code,
        value=value,
        text=text,
        sentence=sentence,
        unit=unit,
        definition=f"nombre de {sentence} dont l'étape est en vigueur ce jour-là, comptées une fois chacune",
        source=REGISTER,
        as_of=as_of,
        known_at=KNOWN_AT,
        published=published,
        unknown_because=unknown_because,
    )


def stages(upto: int) -> dict[str, MapValue]:
    """Return the stage of each département, further on each year."""
    reached = {code: (index * 7 + upto * 5) % 11 - (6 - upto) for index, code in enumerate(CODES)}
    return {
        code: MapValue(max(0, min(6, step)), WORDS[max(0, min(6, step))]) for code, step in reached.items()
    }


def plenary_map(when: str, upto: int) -> FranceMap:
    """Return the map of cooperations on one of three dates."""
    return FranceMap(
        title=f"Les coopérations en {when}",
        values=stages(upto),
        legend=LEGEND,
        alt=f"Carte de France des coopérations par département en {when}, en six étapes.",
    )


def sample() -> Document:
    """Return the whole bilan."""
    published = PublishedBeside(value=33, source="présentation de la plénière, novembre 2016", gap=0)
    doubtful = PublishedBeside(value=111, source="présentation de la plénière, novembre 2016", gap=2)
    return Document(
        code="rendez-vous",
        title="Le bilan des coopérations",
        subtitle="Trois ans de mobilisation : où nous en sommes, où nous allons",
        organisation="Réseau des voisins de France",
        as_of=dt.date(2016, 11, 25),
        known_at=KNOWN_AT,
        perimeter_label="France entière",
        printed_on=dt.date(2016, 11, 26),
        reference="RV-2016-11",
        sections=(
            Section(key="couverture", kind="cover", title="Le bilan des coopérations"),
            Section(
                key="cooperations-2014",
                title="Fin 2014, 14 coopérations sont lancées et 20 départements amorcent la démarche",
                blocks=(
                    KeyFigures(
                        (
                            figure("cooperations-lancees", 14, "coopérations lancées"),
                            figure("departements-en-amorce", 20, "départements amorcent la démarche"),
                        )
                    ),
                    plenary_map("décembre 2014", 2),
                ),
                source=REGISTER,
            ),
            Section(
                key="cooperations-2015",
                title="Fin 2015, 26 coopérations sont lancées",
                blocks=(
                    KeyFigures(
                        (
                            figure("cooperations-lancees", 26, "coopérations lancées"),
                            figure("departements-en-amorce", 15, "départements amorcent la démarche"),
                            figure(
                                "cooperations-locales",
                                None,
                                "coopérations locales",
                                unknown_because="aucun relevé de cette année n'est arrivé",
                            ),
                        )
                    ),
                    plenary_map("décembre 2015", 4),
                ),
                source=REGISTER,
            ),
            Section(
                key="cooperations-2016",
                title="En octobre 2016, 33 coopérations sont lancées",
                blocks=(
                    KeyFigures(
                        (
                            figure("cooperations-lancees", 33, "coopérations lancées", published=published),
                            figure(
                                "cooperations-locales-ou-en-structuration",
                                16,
                                "coopérations locales ou en cours de structuration",
                            ),
                        )
                    ),
                    plenary_map("octobre 2016", 6),
                ),
                source=REGISTER,
                notes=(
                    "Définition : une coopération est lancée quand son comité élargi s'est réuni.",
                    "Source : registre des coopérations.",
                ),
            ),
            Section(
                key="signataires",
                title="Le nombre de signataires de la charte a été multiplié par six en moins de trois ans",
                blocks=(
                    KeyFigures((figure("signataires", 297, "organisations ont signé la charte"),)),
                    Chart(
                        title="Organisations signataires de la charte",
                        kind="columns",
                        categories=("Janvier 2014", "Janvier 2015", "Janvier 2016", "Novembre 2016"),
                        series=(Series("Signataires", (47, 111, 203, 297)),),
                        unit="organisations",
                    ),
                ),
                source="registre des signatures",
            ),
            Section(
                key="equipes",
                title="184 équipes agissent dans 46 départements, outre-mer compris",
                blocks=(
                    KeyFigures((figure("equipes", 184, "équipes ont signé la charte"),)),
                    FranceMap(
                        title="Les équipes par département",
                        points=tuple(
                            MapPoint(code, 1 + (index * 5) % 12)
                            for index, code in enumerate(CODES)
                            if index % 2 == 0
                        ),
                        legend=((0, "Aucune équipe connue"),),
                    ),
                ),
                source="registre des équipes",
            ),
            Section(
                key="porteurs",
                title="Deux équipes sur trois sont portées par une association nationale",
                blocks=(
                    KeyFigures(
                        (figure("porteurs", Decimal("0.67"), "par une association nationale", unit="%"),)
                    ),
                    Chart(
                        title="Qui porte les équipes",
                        kind="shares",
                        categories=(
                            "Associations nationales",
                            "Associations locales",
                            "CCAS et communes",
                            "CLIC",
                        ),
                        series=(
                            Series(
                                "Part des équipes",
                                (Decimal("0.67"), Decimal("0.21"), Decimal("0.10"), Decimal("0.02")),
                            ),
                        ),
                        unit="%",
                    ),
                ),
                source="registre des portages",
            ),
            Section(
                key="effort",
                title="Équipes et signataires croissent ensemble",
                blocks=(
                    Chart(
                        title="Équipes et signataires, chaque année",
                        kind="line",
                        categories=("2012", "2013", "2014", "2015", "2016"),
                        series=(
                            Series("Signataires", (None, 30, 47, 111, 297)),
                            Series("Équipes", (2, 8, None, 90, 184)),
                        ),
                    ),
                ),
                source="registre",
            ),
            Section(
                key="appuis",
                title="Sept appuis déployés en trois ans",
                blocks=(
                    Timeline(
                        title="Les appuis, année par année",
                        entries=(
                            TimelineEntry(
                                "2014",
                                ("Cahier des charges de la formation", "Premiers coups de pouce financiers"),
                            ),
                            TimelineEntry(
                                "2015", ("Échanges de pratiques", "Volontaires en service civique")
                            ),
                            TimelineEntry(
                                "2016",
                                (
                                    "Appel à projets dans les quartiers",
                                    "Campagne d'essai",
                                    "Guide du référent",
                                ),
                            ),
                        ),
                    ),
                ),
                source="registre des appuis",
            ),
            Section(
                key="programme",
                title="Un programme de trois axes pour 2017-2019",
                blocks=(
                    Columns(
                        (
                            Column(
                                "Axe 1 : soutenir les territoires",
                                "Aider ceux qui animent",
                                (
                                    "Repères de la démarche",
                                    "Coopérations départementales",
                                    "Équipes citoyennes",
                                ),
                            ),
                            Column(
                                "Axe 2 : partager et essayer",
                                "Faire circuler ce qui marche",
                                ("Bonnes pratiques", "Expérimentations", "Formation et conseil"),
                            ),
                            Column(
                                "Axe 3 : conduire ensemble",
                                "Tenir les engagements de chacun",
                                ("Gouvernance", "Politiques publiques"),
                            ),
                        )
                    ),
                ),
                source="programme adopté",
            ),
            Section(
                key="compare",
                title="Calculé et publié : 1 écart sur 4 chiffres",
                blocks=(
                    Table(
                        title="Chiffres calculés et chiffres publiés",
                        columns=(
                            TableColumn("Chiffre"),
                            TableColumn("Au", "day"),
                            TableColumn("Calculé", "number"),
                            TableColumn("Publié", "number"),
                            TableColumn("Part", "percent"),
                        ),
                        rows=(
                            ("Signataires", dt.date(2015, 1, 31), 113, 111, Decimal("0.985")),
                            ("Signataires", dt.date(2016, 11, 25), 1297, 1297, Decimal(1)),
                            ("Coopérations lancées", dt.date(2016, 10, 31), 33, 33, Decimal(1)),
                            ("Personnes accompagnées", dt.date(2016, 10, 31), None, 2300, None),
                        ),
                        note="Un écart n'est pas une erreur : le registre a appris depuis.",
                    ),
                    KeyFigures(
                        (figure("signataires", 113, "signataires en janvier 2015", published=doubtful),)
                    ),
                ),
                source="registre et chiffres publiés",
            ),
            Section(
                key="carte-vide",
                title="En 2010, rien n'est encore connu",
                blocks=(
                    KeyFigures(
                        (
                            figure(
                                "equipes",
                                None,
                                "équipes",
                                unknown_because="le registre commence en 2014",
                            ),
                        )
                    ),
                    FranceMap(title="Les coopérations en 2010", legend=LEGEND),
                ),
            ),
            Section(
                key="inconnu",
                title="Les personnes rencontrées ne sont pas encore comptées",
                blocks=(
                    Chart(
                        title="Personnes rencontrées",
                        kind="columns",
                        categories=("2014", "2015", "2016"),
                        series=(Series("Personnes", (None, None, None)),),
                    ),
                ),
            ),
            Section(
                key="methode",
                kind="method",
                title="Comment ces chiffres sont comptés",
                blocks=(
                    Prose(
                        paragraphs=(
                            "Chaque fait du registre porte la date où il devient vrai et celle où il cesse.",
                            "Un chiffre compte les faits vrais ce jour-là, tels que connus le jour indiqué.",
                            "Les chiffres publiés ailleurs sont montrés à côté, avec l'écart.",
                        )
                    ),
                ),
            ),
        ),
    )


def hostile(text: str = HOSTILE) -> Document:
    """Return a bilan in which every text that someone may type is hostile."""
    return Document(
        code="hostile",
        title=text,
        subtitle=text,
        organisation=text,
        as_of=dt.date(2016, 11, 25),
        known_at=KNOWN_AT,
        perimeter_label=text,
        printed_on=dt.date(2016, 11, 26),
        sections=(
            Section(key="couverture", kind="cover", title=text),
            Section(
                key="un",
                title=text,
                source=text,
                notes=(text,),
                blocks=(
                    KeyFigures((figure("un", 1, text), figure("deux", None, text, unknown_because=text))),
                    Chart(title=text, kind="columns", categories=(text, "b"), series=(Series(text, (1, 2)),)),
                ),
            ),
            Section(
                key="deux",
                title=text,
                blocks=(
                    Table(title=text, columns=(TableColumn(text),), rows=((text,), ("=1+1",)), note=text),
                    FranceMap(title=text, values={"30": MapValue(99, text)}, legend=((3, text),), alt=text),
                    Timeline(title=text, entries=(TimelineEntry(text, (text,)),)),
                    Columns((Column(text, text, (text,)),)),
                    Prose(title=text, paragraphs=(text,)),
                ),
            ),
            Section(key="methode", kind="method", title=text, blocks=(Prose(paragraphs=(text,)),)),
        ),
    )
