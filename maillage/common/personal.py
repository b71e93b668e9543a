"""What is kept of people: beside its fields, a model says whose, why, on what ground, how long, what erases it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.apps import apps
from django.db.models import ForeignKey, Model, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Basis(TextChoices):
    """The grounds of the law (GDPR, article 6) that we stand on."""

    CONSENT = "accord", _("votre accord")
    MEMBERSHIP = "engagement", _("l'engagement pris avec le réseau")
    INTEREST = "interet", _("l'intérêt légitime du réseau : tenir un registre exact et sûr")


class People(TextChoices):
    """Whose data it is."""

    ENQUIRERS = "demandeurs", _("Qui nous écrit ou propose un changement")
    TEAMS = "equipes", _("Qui anime ou accompagne une équipe")
    PARTNERS = "partenaires", _("Qui représente une organisation ou siège dans une coopération")
    TRAINEES = "formation", _("Qui suit une formation")
    PEERS = "echanges", _("Qui vient à un échange de pratiques")
    ADVISERS = "conseil", _("Qui demande conseil, ou accepte d'en donner")
    GUESTS = "rendez-vous", _("Qui vient à un rendez-vous")
    REFERRED = "orientations", _("Qui souhaite rencontrer une équipe, par une orientation")
    ACCOUNTS = "comptes", _("Qui a un compte")
    AUTHORS = "auteurs", _("Qui écrit dans le registre")


@dataclass(frozen=True, kw_only=True)
class Personal:
    """Say why some fields about people are kept; `erased_by` is the daily job that erases them, if one does."""

    fields: tuple[str, ...]
    people: People
    purpose: Words
    basis: Basis
    kept: Words
    erased_by: str = ""
    also: tuple[Words, ...] = ()  # what packages of others keep for us


def written_by(*fields: str) -> Personal:
    """Return why a table keeps who wrote its rows: the same everywhere."""
    return Personal(
        fields=fields,
        people=People.AUTHORS,
        purpose=_("Savoir qui a écrit, pour corriger et pour répondre de ce qui est dit."),
        basis=Basis.INTEREST,
        kept=_("aussi longtemps que le registre ; après votre départ, un numéro remplace votre nom"),
    )


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Hold one reason to keep data about people, with every field and every table that it covers."""

    personal: Personal
    fields: tuple[str, ...]
    tables: tuple[str, ...]


def declared(model: type[Model]) -> tuple[Personal, ...]:
    """Return what a model, and those that it extends, say of their personal fields."""
    return tuple(entry for ancestor in model.__mro__ for entry in vars(ancestor).get("personal", ()))


def our_models() -> Iterator[type[Model]]:
    """Return the models of this platform."""
    yield from (model for model in apps.get_models() if model.__module__.startswith("maillage."))


def _name_of(model: type[Model], name: str) -> str:
    """Return how a page calls a field; a link to a person is their account."""
    field = model._meta.get_field(name)
    return str(_("compte") if isinstance(field, ForeignKey) else getattr(field, "verbose_name", name))


def kept_data() -> list[Kept]:
    """Return all that is kept of people, by kind of people: one entry for each reason."""
    fields: dict[Personal, list[str]] = {}
    tables: dict[Personal, set[str]] = {}
    for model in our_models():
        for entry in declared(model):
            reason = replace(entry, fields=(), also=())
            names = [_name_of(model, name) for name in entry.fields]
            fields.setdefault(reason, []).extend([*names, *map(str, entry.also)])
            tables.setdefault(reason, set()).add(str(model._meta.verbose_name_plural))
    order = list(People)
    return [
        Kept(
            personal=reason, fields=tuple(dict.fromkeys(fields[reason])), tables=tuple(sorted(tables[reason]))
        )
        for reason in sorted(fields, key=lambda reason: order.index(reason.people))
    ]
