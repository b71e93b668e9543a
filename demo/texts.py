"""The supports and the programme, in our own words: what the network really decided, said shortly."""

import datetime as dt

Day = dt.date
# Name, kind, launched on, to the month, offered until, description.
SUPPORTS: tuple[tuple[str, str, Day, bool, Day | None, str], ...] = (
    (
        "Cahier des charges de la formation socle",
        "formation",
        dt.date(2014, 6, 1),
        True,
        None,
        "Ce que contient la formation commune des bénévoles : vieillir, être isolé, être bénévole, qui fait quoi ici.",
    ),
    (
        "Coups de pouce financiers aux coopérations",
        "coup-de-pouce",
        dt.date(2014, 10, 6),
        False,
        dt.date(2020, 7, 3),
        "Une petite aide pour lancer une coopération : réunions publiques, documents, déplacements.",
    ),
    (
        "Échanges de pratiques pour les référents d'équipes",
        "echange",
        dt.date(2015, 3, 1),
        True,
        None,
        "Des rencontres entre référents : chacun apporte une situation, le groupe cherche avec lui.",
    ),
    (
        "« Volontaires contre l'isolement »",
        "experimentation",
        dt.date(2015, 9, 14),
        False,
        dt.date(2017, 6, 30),
        "Des jeunes en service civique, par équipes, avec deux tuteurs, aux côtés des bénévoles.",
    ),
    (
        "Appel « Mobilisés dans les quartiers »",
        "appel",
        dt.date(2016, 4, 4),
        False,
        dt.date(2017, 10, 5),
        "Un appel à projets pour créer ou renforcer des équipes dans les quartiers prioritaires.",
    ),
    (
        "« En campagne contre l'isolement »",
        "experimentation",
        dt.date(2016, 9, 1),
        True,
        dt.date(2018, 4, 17),
        "Quatre territoires ruraux accompagnés pour comprendre ce qui aide à agir ensemble.",
    ),
    (
        "Parcours « Animer une stratégie de coopération »",
        "formation",
        dt.date(2017, 9, 18),
        False,
        None,
        "Une formation pour les professionnels qui animent une coopération.",
    ),
    (
        "Modules de formation certifiés",
        "formation",
        dt.date(2018, 3, 1),
        True,
        dt.date(2020, 7, 3),
        "Comprendre et prévenir l'isolement : des modules courts, assurés par un organisme reconnu.",
    ),
    (
        "Fiches mémo pour les équipes",
        "ressource",
        dt.date(2018, 10, 8),
        False,
        None,
        "Une page par sujet : une première visite, un refus, un deuil, un relais à trouver.",
    ),
    (
        "Chaînes téléphoniques de solidarité",
        "ressource",
        dt.date(2020, 3, 23),
        False,
        None,
        "Un mode d'emploi pour appeler ses voisins quand on ne peut plus se voir.",
    ),
    (
        "Rencontres à distance entre coopérations",
        "echange",
        dt.date(2020, 4, 8),
        False,
        None,
        "Une heure en visioconférence pour partager ce qui marche.",
    ),
)

PROGRAMME, ADOPTED, YEARS = "Programme 2017-2019", dt.date(2016, 11, 25), "2017-2019"
# Number and title of the axis, what it aims at, its actions; the third has none.
AXES: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "1",
        "Accompagner les dynamiques des territoires",
        "Que chaque territoire trouve un appui pour commencer, avancer et durer.",
        (
            ("1.1", "Donner à tous les repères de base"),
            ("1.2", "Accompagner les coopérations départementales"),
            ("1.3", "Accompagner les équipes citoyennes"),
        ),
    ),
    (
        "2",
        "Faire vivre un centre de ressources et d'expérimentations",
        "Que ce qui a été trouvé quelque part serve partout.",
        (
            ("2.1", "Recueillir et partager les pratiques"),
            ("2.2", "Expérimenter des appuis aux équipes"),
            ("2.3", "Former et conseiller"),
        ),
    ),
    (
        "3",
        "Piloter la mobilisation",
        "Des engagements tenus, des expérimentations qui se généralisent, un lien avec les politiques publiques.",
        (),
    ),
)
