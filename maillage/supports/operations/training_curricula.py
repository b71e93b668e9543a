"""Write what is taught: curricula, the versions of their specification, who may train on them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, stamp
from maillage.common.slugs import free_slug
from maillage.resources.models import Resource
from maillage.supports.models import Curriculum, CurriculumVersion, Module, Qualification


@dataclass(frozen=True, kw_only=True)
class CurriculumText:
    """Say what a curriculum is called, and for whom it is."""

    name: str
    variant: str
    audience: str = ""
    kit: Resource | None = None


@dataclass(frozen=True, kw_only=True)
class VersionText:
    """Say what a version teaches: its specification, its parts and how long each lasts, in minutes."""

    number: str
    adopted_on: dt.date
    modules: Sequence[tuple[str, int]]
    specification: str = ""


@transaction.atomic
def write_curriculum(text: CurriculumText, *, on: dt.date, by: Author) -> Curriculum:  # noqa: ARG001 - every operation says its day
    """Write a new curriculum."""
    made = Curriculum.objects.create(
        slug=free_slug(Curriculum.objects.all(), text.name, "formation"), **vars(text)
    )
    record(by, gettext_noop("a écrit la formation « %(name)s »"), made, name=made)
    return made


@transaction.atomic
def change_curriculum(curriculum: Curriculum, text: CurriculumText, *, on: dt.date, by: Author) -> Curriculum:  # noqa: ARG001 - same
    """Say otherwise what a curriculum is; its address stays."""
    current = Curriculum.objects.select_for_update().get(pk=curriculum.pk)
    for name, value in vars(text).items():
        setattr(current, name, value)
    current.save()
    record(by, gettext_noop("a changé la formation « %(name)s »"), current, name=current)
    return current


@transaction.atomic
def adopt_version(curriculum: Curriculum, text: VersionText, *, on: dt.date, by: Author) -> CurriculumVersion:
    """Adopt a version of the specification; it changes no more, another replaces it."""
    current = Curriculum.objects.select_for_update().get(pk=curriculum.pk)
    if not text.modules:
        raise Refused(_("Une version a au moins un module : écrivez son titre et sa durée."))
    if text.adopted_on > on:
        raise Refused(
            _("Le %s n'est pas encore venu : une version porte le jour où elle est adoptée.")
            % formats.day(text.adopted_on)
        )
    if current.versions.filter(number=text.number).exists():
        raise Refused(_("La version %s existe déjà : donnez un autre numéro.") % text.number)
    made = CurriculumVersion.objects.create(
        curriculum=current,
        number=text.number,
        adopted_on=text.adopted_on,
        specification=text.specification,
    )
    Module.objects.bulk_create(
        Module(version=made, position=rank, title=title, minutes=minutes)
        for rank, (title, minutes) in enumerate(text.modules, start=1)
    )
    record(
        by,
        gettext_noop("a adopté la version %(number)s de la formation « %(name)s »"),
        current,
        name=current,
        number=made.number,
    )
    return made


@transaction.atomic
def qualify(
    curriculum: Curriculum, *, name: str, email: str, since: dt.date, until: dt.date | None, by: Author
) -> Qualification:
    """Say that someone may train on a curriculum, from a day, until a day where one is known."""
    if until is not None and until <= since:
        raise Refused(_("L'habilitation finit après avoir commencé : vérifiez les deux dates."))
    known = Qualification.objects.believed().on(curriculum).named(name)
    if known.overlapping(since, until).exists():
        raise Refused(
            _("%s est déjà habilité sur cette formation à ces dates : rien n'est à refaire.") % name
        )
    account = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
    made = Qualification.objects.create(
        curriculum=curriculum,
        name=name,
        email=email,
        user=account,
        started_on=since,
        ended_on=until,
        **stamp(by),
    )
    record(
        by,
        gettext_noop("a habilité une personne à former sur « %(name)s »"),
        curriculum,
        name=curriculum,
    )
    return made


@transaction.atomic
def end_qualification(qualification: Qualification, *, on: dt.date, reason: str, by: Author) -> Qualification:
    """Say from which day someone trains no more on a curriculum."""
    current = (
        Qualification.objects.believed().select_for_update(of=("self",)).filter(pk=qualification.pk).first()
    )
    if current is None or (current.ended_on is not None and current.ended_on <= on):
        raise Refused(_("Cette habilitation est déjà terminée : il n'y a rien à faire."))
    if current.started_on is not None and on <= current.started_on:
        raise Refused(
            _("L'habilitation commence le %s : elle finit après ce jour.") % formats.day(current.started_on)
        )
    made = correct(current, reason=reason or str(_("fin de l'habilitation")), by=by, ended_on=on)
    # Who trained in a session stays written there, once.
    made.sessions.set(current.sessions.order_by("pk"))
    current.sessions.clear()
    record(
        by,
        gettext_noop("a terminé une habilitation à former sur « %(name)s »"),
        current.curriculum,
        why=reason,
        name=current.curriculum,
    )
    return made
