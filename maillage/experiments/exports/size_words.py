"""What a size of experiment allows, in plain words: the chance of seeing a difference, what is missing, what if."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.common import formats
from maillage.experiments.assemble import Setting, Size, sized
from maillage.experiments.models import Design

# Under a dozen sites, sizes that rest on the normal law promise a little too much.
FEW_SITES = 12
_TENTHS, _SMALL = 10, 0.1


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """Hold a line of the table of other sizes."""

    name: str
    chances: str
    needed: int


@dataclass(frozen=True, kw_only=True)
class Step:
    """Hold a line of the staircase: how many teams begin there, and what they do at each measure."""

    name: str
    acts: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True)
class SizeWords:
    """Hold what a page says of a size: the answer, what it rests on, what would change it, who begins when."""

    answer: str
    missing: str
    is_enough: bool
    detectable: str
    assumptions: tuple[str, ...]
    what_ifs: tuple[WhatIf, ...]
    steps: tuple[Step, ...]


def size_words(setting: Setting) -> SizeWords:
    """Say what a setting allows."""
    found = sized(setting)
    return SizeWords(
        answer=answer(setting, found),
        missing=missing(found),
        is_enough=not found.missing,
        detectable=_("La plus petite différence que vous verriez 8 fois sur 10 : %(points)s, soit %(times)s.")
        % {"points": points(found.detectable), "times": in_spreads(found.detectable / setting.spread)},
        assumptions=tuple(_assumptions(setting)),
        what_ifs=tuple(
            WhatIf(name=name, chances=chances(size), needed=size.needed)
            for name, size in _others(setting, found)
        ),
        steps=_steps(setting),
    )


def written(value: float) -> str:
    """Write a number of points: one decimal, or more when it is small, and no idle zero."""
    size = abs(value)
    decimals = 1 if size >= 1 else 2 if size >= _SMALL else 3
    return formats.exact(Decimal(str(round(value, decimals))))


def points(value: float) -> str:
    """Write an effect in points."""
    return ngettext("%s point", "%s points", math.floor(abs(value)) or 1) % written(value)


def in_spreads(value: float) -> str:
    """Write an effect in standard deviations."""
    return _("%s fois l'écart-type") % written(value)


def chances(size: Size) -> str:
    """Write a chance in tenths, rounded down: what is promised is held."""
    if size.too_few_orders:
        return _("aucune chance")
    tenths = math.floor(size.power * _TENTHS)
    if tenths < 1:
        return _("moins d'une chance sur 10")
    if tenths >= _TENTHS - 1:
        return _("plus de 9 chances sur 10")
    return ngettext("%d chance sur 10", "%d chances sur 10", tenths) % tenths


def answer(setting: Setting, size: Size) -> str:
    """Say which chance a setting has of showing its difference."""
    if size.too_few_orders:
        return _(
            "Avec %(sites)d équipes en %(steps)d vagues, le sort n'a que %(orders)d ordres possibles : aucune "
            "différence ne serait assez rare pour conclure."
        ) % {"sites": setting.sites, "steps": setting.steps, "orders": size.orders}
    people = ngettext("%d personne", "%d personnes", setting.people) % setting.people
    return ngettext(
        "Avec %(sites)d équipe et %(people)s par équipe à chaque mesure, vous auriez %(chances)s de voir une "
        "différence de %(points)s, si elle existe.",
        "Avec %(sites)d équipes et %(people)s par équipe à chaque mesure, vous auriez %(chances)s de voir une "
        "différence de %(points)s, si elle existe.",
        setting.sites,
    ) % {
        "sites": setting.sites,
        "people": people,
        "chances": chances(size),
        "points": points(setting.effect),
    }


def missing(size: Size) -> str:
    """Say how many teams are missing, if some are."""
    if not size.missing:
        return ngettext(
            "C'est assez : 8 chances sur 10 demandent %d équipe.",
            "C'est assez : 8 chances sur 10 demandent %d équipes.",
            size.needed,
        ) % (size.needed)
    return _("Il en faudrait %(needed)d pour avoir 8 chances sur 10 : il vous en manque %(missing)d.") % {
        "needed": size.needed,
        "missing": size.missing,
    }


def _assumptions(setting: Setting) -> list[str]:
    """Say what the answer rests on."""
    said = [
        _("Les personnes diffèrent entre elles : l'écart-type est de %s.") % points(setting.spread),
        _("Dans une même équipe, elles se ressemblent : %s de ce qui les distingue tient à leur équipe.")
        % formats.percent(
            setting.likeness, 0 if setting.likeness * 100 == int(setting.likeness * 100) else 1
        ),
        _(
            "On demande 8 chances sur 10 de voir la différence, et l'on accepte 5 chances sur 100 de croire à "
            "tort en voir une."
        ),
    ]
    match setting.design:
        case Design.STEPPED:
            said += [
                _("Chaque équipe est mesurée %d fois : avant, puis après chaque vague de démarrage.")
                % (setting.steps + 1),
                _("L'effet vient dès le démarrage, et ne change plus ensuite."),
            ]
        case Design.COMPARED:
            said.append(_("Une moitié des équipes essaie, l'autre sert de comparaison."))
        case _:
            said += [
                _("Les mêmes personnes répondent deux fois, et leurs deux réponses se ressemblent à moitié."),
                _(
                    "Sans comparaison, un changement peut venir d'ailleurs : des personnes choisies parce qu'elles "
                    "allaient mal vont souvent mieux ensuite, quoi que l'on fasse."
                ),
            ]
    if setting.sites < FEW_SITES:
        said.append(_("Sous une douzaine d'équipes, ce calcul promet un peu trop : ajoutez-en une ou deux."))
    return said


def _others(setting: Setting, found: Size) -> list[tuple[str, Size]]:
    """Return other settings, one thing being changed each time, with what each allows."""
    said = [(_("Comme écrit"), setting)]
    if found.missing:
        said.append((_("Avec %d équipes") % found.needed, replace(setting, sites=found.needed)))
    said.append(
        (_("Avec deux fois plus de personnes par équipe"), replace(setting, people=2 * setting.people))
    )
    said.append((_("Pour une différence deux fois plus grande"), replace(setting, effect=2 * setting.effect)))
    if 0 < setting.likeness < 1 / 2:
        alike = replace(setting, likeness=2 * setting.likeness)
        said.append((_("Si les personnes d'une équipe se ressemblaient deux fois plus"), alike))
    if setting.design == Design.STEPPED:
        beside = replace(setting, design=Design.COMPARED)
        said.append((_("Avec des équipes de comparaison, sans démarrage progressif"), beside))
    return [(name, sized(other)) for name, other in said]


def _steps(setting: Setting) -> tuple[Step, ...]:
    """Return who begins when, for a deployment by steps."""
    if setting.design != Design.STEPPED:
        return ()
    size, extra = divmod(setting.sites, setting.steps)
    counts = [size + (step < extra) for step in range(setting.steps)]
    return tuple(
        Step(
            name=ngettext("Vague %(step)d : %(sites)d équipe", "Vague %(step)d : %(sites)d équipes", count)
            % {"step": step, "sites": count},
            acts=tuple(period >= step for period in range(setting.steps + 1)),
        )
        for step, count in enumerate(counts, start=1)
    )
