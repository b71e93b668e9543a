"""The roles, and what each may do: this table is the law of the house; docs/droits.md is printed from it."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The hats that a person may wear; each is worn on a perimeter, from a day to a day."""

    ADMINISTRATOR = "administrateur-national", _("administrateur national")
    OFFICER = "charge-national", _("chargé de mission national")
    ANIMATOR = "animateur", _("animateur de coopération")
    MEMBER = "membre-cooperation", _("membre de coopération")
    CARRIER = "gestionnaire-porteur", _("gestionnaire d'un porteur")
    SUPPORT = "referent-equipes", _("référent d'équipes (professionnel)")
    LEAD = "referent-equipe", _("référent de l'équipe (bénévole)")
    TRAINER = "formateur", _("formateur")
    INSTRUCTOR = "instructeur-aides", _("instructeur des aides")
    DECIDER = "decideur-aides", _("décideur des aides")
    FUNDER = "financeur", _("financeur (lecture)")
    AUDITOR = "auditeur", _("auditeur (lecture)")


class PerimeterKind(models.TextChoices):
    """Where a hat is worn."""

    FRANCE = "france", _("la France entière")
    REGION = "region", _("une région")
    DEPARTEMENT = "departement", _("un département")
    EPCI = "epci", _("une intercommunalité")
    COMMUNE = "commune", _("une commune")
    COOPERATION = "cooperation", _("une coopération")
    CARRIER = "porteur", _("un porteur")
    TEAM = "equipe", _("une équipe")


class Right(models.TextChoices):
    """What may be done; each right has one filter, in the permissions of its domain."""

    SEE_ORGANISATION = "voir-organisation", _("lire la fiche interne d'une organisation")
    EDIT_ORGANISATION = "modifier-organisation", _("modifier une organisation et suivre ses engagements")
    SEE_COOPERATION = "voir-cooperation", _("lire le tableau de bord d'une coopération")
    EDIT_COOPERATION = "animer-cooperation", _("animer une coopération : membres, réunions, feuille de route")
    SEE_TEAM = "voir-equipe", _("lire la fiche interne d'une équipe")
    EDIT_TEAM = "modifier-equipe", _("modifier une équipe : projet, pacte, référents")
    FOUND_TEAM = "fonder-equipe", _("inscrire une nouvelle équipe")
    CARRY_TEAM = "porter-equipe", _("dire qui porte une équipe")
    RECOGNISE_TEAM = "reconnaitre-equipe", _("reconnaître une équipe, par délégation")
    CLOSE_TEAM = "clore-equipe", _("mettre en sommeil ou clore une équipe")
    ANSWER_ENQUIRY = "repondre-demandes", _("lire les demandes des habitants et y répondre")
    HOLD_REFERRALS = (
        "mener-orientations",
        _("ouvrir les orientations d'une coopération, les lire et les suivre"),
    )
    SEND_REFERRAL = "orienter", _("orienter une personne vers une équipe, et suivre ce que l'on a orienté")
    ANSWER_REFERRAL = "repondre-orientations", _("répondre aux orientations confiées à son équipe")
    COUNT_REFERRALS = (
        "compter-orientations",
        _("voir où les orientations sont ouvertes, et combien ; aucune orientation"),
    )
    RUN_ALERT = "mener-alerte", _("lancer une alerte dans une coopération, la suivre et l'arrêter")
    ANSWER_ALERT = "compter-alerte", _("donner les nombres du jour de son équipe pendant une alerte")
    HOLD_TRAINING = "organiser-formation", _("ouvrir une session de formation et s'en occuper")
    KEEP_ATTENDANCE = "tenir-presences", _("noter qui est venu à une formation et remettre les attestations")
    WRITE_CURRICULA = (
        "ecrire-cahier-des-charges",
        _("écrire les cahiers des charges et habiliter les formateurs"),
    )
    HOLD_EXCHANGE = (
        "organiser-echange",
        _("organiser des échanges de pratiques : séries, rencontres, invitations"),
    )
    JOIN_EXCHANGE = (
        "participer-echange",
        _("venir à une rencontre d'échange, avec une question ou une expérience"),
    )
    HOLD_EVENT = (
        "organiser-rendez-vous",
        _("organiser des rendez-vous : programme, inscriptions, présences"),
    )
    PROPOSE_WORKSHOP = "proposer-atelier", _("proposer un atelier au nom d'une coopération")
    INSTRUCT_SIGNATURE = "instruire-signature", _("instruire un dossier de signature")
    END_SIGNATURE = "terminer-signature", _("terminer une signature")
    DECIDE = "decider", _("décider en séance : signatures, reconnaissances, coopérations")
    RUN_CAMPAIGN = "mener-campagne", _("mener la campagne de confirmation annuelle")
    WATCH = "veiller", _("voir les coopérations à relancer")
    SITE_TEAMS = (
        "chercher-implantations",
        _("chercher où fonder les prochaines équipes, partout en France"),
    )
    REOPEN = "rouvrir", _("rouvrir ce qui est clos")
    SEE_PEOPLE = "voir-personnes", _("voir les personnes et leurs rôles")
    GRANT = "donner-roles", _("inviter une personne et lui donner un rôle")
    ERASE_PERSON = "retirer-personne", _("retirer une personne du registre, à sa demande")
    RESET_FACTOR = (
        "retirer-second-facteur",
        _("retirer le second facteur d'une personne qui a tout perdu"),
    )
    READ_JOURNAL = "lire-journal", _("lire tout le journal")
    SEE_MESSAGES = "voir-messages", _("lire le registre des messages envoyés")
    RUN_AIDS = "mener-aides", _("ouvrir et fermer les aides, tenir leurs enveloppes")
    APPLY_AID = "demander-aide", _("demander une aide et suivre sa demande")
    READ_AID = "lire-aides", _("lire les demandes d'aide")
    GIVE_OPINION = "donner-avis", _("donner l'avis de la coopération sur une demande d'aide")
    INSTRUCT_AID = "instruire-aide", _("instruire une demande d'aide")
    DECIDE_AID = "decider-aide", _("décider d'une aide et noter ce qui est versé")
    PROPOSE_RESOURCE = "proposer-ressource", _("écrire une fiche et la proposer à la bibliothèque")
    REVIEW_RESOURCE = "relire-ressources", _("relire, publier et retirer les fiches de la bibliothèque")
    RUN_EXPERIMENT = (
        "mener-experimentation",
        _("préparer une expérimentation, la suivre et noter ce qui est décidé"),
    )
    WRITE_PROGRAMME = "tenir-programme", _("dire où en est le programme : états, jalons, cibles, synthèses")
    RUN_BILAN = (
        "mener-bilans",
        _("ouvrir une campagne de bilans, accepter les bilans, les mettre en page et les imprimer par lots"),
    )
    MANAGE_KEYS = "gerer-cles", _("donner et retirer les clés des partenaires")
    KEEP_RATES = "tenir-taux", _("tenir les taux d'une heure de bénévolat")


_R = Role
_NATIONAL = frozenset({_R.ADMINISTRATOR, _R.OFFICER})
_READERS = frozenset({_R.FUNDER, _R.AUDITOR})
_AIDS = frozenset({_R.INSTRUCTOR, _R.DECIDER})

# Who has each right; on which objects is told by the perimeter of the hat (docs/droits.md says it in words).
GRANTED: Mapping[Right, frozenset[Role]] = {
    Right.SEE_ORGANISATION: _NATIONAL | _AIDS | {_R.AUDITOR, _R.ANIMATOR, _R.CARRIER},
    Right.EDIT_ORGANISATION: _NATIONAL | {_R.CARRIER},
    Right.SEE_COOPERATION: _NATIONAL | _AIDS | _READERS | {_R.ANIMATOR, _R.MEMBER, _R.TRAINER},
    Right.EDIT_COOPERATION: _NATIONAL | {_R.ANIMATOR},
    Right.SEE_TEAM: _NATIONAL | _AIDS | {_R.AUDITOR, _R.ANIMATOR, _R.CARRIER, _R.SUPPORT, _R.LEAD},
    Right.EDIT_TEAM: _NATIONAL | {_R.ANIMATOR, _R.CARRIER, _R.SUPPORT, _R.LEAD},
    Right.FOUND_TEAM: _NATIONAL | {_R.ANIMATOR, _R.CARRIER, _R.SUPPORT},
    Right.CARRY_TEAM: _NATIONAL | {_R.ANIMATOR, _R.CARRIER},
    Right.RECOGNISE_TEAM: _NATIONAL | {_R.ANIMATOR},
    Right.CLOSE_TEAM: _NATIONAL | {_R.ANIMATOR, _R.CARRIER},
    Right.ANSWER_ENQUIRY: _NATIONAL | {_R.ANIMATOR, _R.CARRIER, _R.SUPPORT, _R.LEAD},
    # Nobody above the cooperation: the national team reads counts, and no referral.
    Right.HOLD_REFERRALS: frozenset({_R.ANIMATOR}),
    Right.SEND_REFERRAL: frozenset({_R.ANIMATOR, _R.MEMBER}),
    Right.ANSWER_REFERRAL: frozenset({_R.SUPPORT, _R.LEAD}),
    Right.COUNT_REFERRALS: _NATIONAL,
    Right.RUN_ALERT: frozenset({_R.ANIMATOR}),
    Right.ANSWER_ALERT: frozenset({_R.ANIMATOR, _R.SUPPORT, _R.LEAD}),
    Right.HOLD_TRAINING: _NATIONAL | {_R.ANIMATOR},
    Right.KEEP_ATTENDANCE: _NATIONAL | {_R.ANIMATOR, _R.TRAINER},
    Right.WRITE_CURRICULA: _NATIONAL,
    Right.HOLD_EXCHANGE: _NATIONAL | {_R.ANIMATOR},
    Right.JOIN_EXCHANGE: _NATIONAL | {_R.ANIMATOR, _R.MEMBER, _R.CARRIER, _R.SUPPORT, _R.LEAD, _R.TRAINER},
    Right.HOLD_EVENT: _NATIONAL | {_R.ANIMATOR},
    Right.PROPOSE_WORKSHOP: _NATIONAL | {_R.ANIMATOR, _R.MEMBER},
    Right.INSTRUCT_SIGNATURE: _NATIONAL,
    Right.END_SIGNATURE: _NATIONAL,
    Right.DECIDE: _NATIONAL,
    Right.RUN_CAMPAIGN: _NATIONAL,
    Right.WATCH: _NATIONAL | {_R.AUDITOR},
    Right.SITE_TEAMS: _NATIONAL,
    Right.REOPEN: _NATIONAL,
    Right.SEE_PEOPLE: _NATIONAL | {_R.AUDITOR, _R.ANIMATOR, _R.CARRIER},
    Right.GRANT: _NATIONAL | {_R.ANIMATOR, _R.CARRIER, _R.LEAD},
    Right.ERASE_PERSON: frozenset({_R.ADMINISTRATOR}),
    Right.RESET_FACTOR: frozenset({_R.ADMINISTRATOR}),
    Right.READ_JOURNAL: _NATIONAL | {_R.AUDITOR},
    Right.SEE_MESSAGES: frozenset({_R.ADMINISTRATOR, _R.AUDITOR}),
    Right.RUN_AIDS: _NATIONAL,
    Right.APPLY_AID: _NATIONAL | {_R.ANIMATOR, _R.CARRIER, _R.SUPPORT, _R.LEAD},
    Right.READ_AID: _NATIONAL | _AIDS | _READERS,
    Right.GIVE_OPINION: frozenset({_R.ANIMATOR}),
    Right.INSTRUCT_AID: _NATIONAL | {_R.INSTRUCTOR},
    Right.DECIDE_AID: frozenset({_R.ADMINISTRATOR, _R.DECIDER}),
    Right.PROPOSE_RESOURCE: _NATIONAL | {_R.ANIMATOR, _R.MEMBER, _R.CARRIER, _R.SUPPORT, _R.LEAD, _R.TRAINER},
    Right.REVIEW_RESOURCE: _NATIONAL,
    Right.RUN_EXPERIMENT: _NATIONAL,
    Right.WRITE_PROGRAMME: _NATIONAL,
    Right.RUN_BILAN: _NATIONAL,
    Right.MANAGE_KEYS: frozenset({_R.ADMINISTRATOR}),
    Right.KEEP_RATES: frozenset({_R.ADMINISTRATOR}),
}

# What each perimeter reaches, in words; network/reach.py says it in queries.
REACHED: Mapping[PerimeterKind, Promise] = {
    PerimeterKind.FRANCE: _("toutes les organisations, les coopérations et les équipes"),
    PerimeterKind.REGION: _("ce qui a son siège dans cette région"),
    PerimeterKind.DEPARTEMENT: _("ce qui a son siège dans ce département"),
    PerimeterKind.EPCI: _("ce qui a son siège dans cette intercommunalité"),
    PerimeterKind.COMMUNE: _("ce qui a son siège dans cette commune"),
    PerimeterKind.COOPERATION: _(
        "cette coopération, ses organisations membres, et les organisations et équipes qui ont leur siège sur "
        "son territoire"
    ),
    PerimeterKind.CARRIER: _(
        "cette organisation, celles qui lui sont rattachées, et les équipes que les unes et les autres portent"
    ),
    PerimeterKind.TEAM: _("cette équipe"),
}

# These hats count only once a second factor has been given: they decide for everybody, or about money.
STRONG = frozenset({_R.ADMINISTRATOR, _R.OFFICER, _R.INSTRUCTOR, _R.DECIDER})

# Where each hat may be worn.
_K = PerimeterKind
_PLACES = frozenset({_K.FRANCE, _K.REGION, _K.DEPARTEMENT, _K.EPCI, _K.COMMUNE})
WORN_ON: Mapping[Role, frozenset[PerimeterKind]] = {
    _R.ADMINISTRATOR: frozenset({_K.FRANCE}),
    _R.OFFICER: frozenset({_K.FRANCE}),
    _R.ANIMATOR: frozenset({_K.COOPERATION}),
    _R.MEMBER: frozenset({_K.COOPERATION}),
    _R.CARRIER: frozenset({_K.CARRIER}),
    _R.SUPPORT: frozenset({_K.TEAM, _K.CARRIER}),
    _R.LEAD: frozenset({_K.TEAM}),
    _R.TRAINER: frozenset({_K.COOPERATION, *_PLACES}),
    _R.INSTRUCTOR: _PLACES,
    _R.DECIDER: _PLACES,
    _R.FUNDER: frozenset({_K.COOPERATION, *_PLACES}),
    _R.AUDITOR: frozenset({_K.FRANCE}),
}

# Which hats each hat may give, within its own perimeter.
GIVES: Mapping[Role, frozenset[Role]] = {
    _R.ADMINISTRATOR: frozenset(Role),
    _R.OFFICER: frozenset(Role) - STRONG,
    _R.ANIMATOR: frozenset({_R.ANIMATOR, _R.MEMBER, _R.SUPPORT, _R.LEAD, _R.TRAINER}),
    _R.CARRIER: frozenset({_R.CARRIER, _R.SUPPORT, _R.LEAD}),
    _R.LEAD: frozenset({_R.LEAD}),
}

# Where each hat gives others, seen from where it is worn: never wider than itself.
# An animator names people for the teams of the territory, and not for the organisations that sit there.
GIVEN_ON: Mapping[PerimeterKind, frozenset[PerimeterKind]] = {
    _K.FRANCE: frozenset(_K),
    _K.COOPERATION: frozenset({_K.COOPERATION, _K.TEAM}),
    _K.CARRIER: frozenset({_K.CARRIER, _K.TEAM}),
    _K.TEAM: frozenset({_K.TEAM}),
}


def rights_of(role: Role) -> list[Right]:
    """Return what a role may do, in the order of the table."""
    return [right for right in Right if role in GRANTED[right]]
