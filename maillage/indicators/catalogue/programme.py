"""Figures of the programme: what is pledged in public and what became of it, what is agreed and where."""

from django.utils.translation import gettext_lazy as _

from maillage.indicators.catalogue.dimensions import PLEDGE_KIND, POLICY, YEAR
from maillage.indicators.definitions import Flow, Ratio, Stock
from maillage.programme.models import Agreement, Pledge, PledgeOutcome

_SOURCE = _("suivi du programme")

PLEDGES_SETTLED = Flow(
    code="engagements-constates",
    title=_("Engagements publics dont la suite est connue"),
    one=_("engagement a une suite connue"),
    many=_("engagements ont une suite connue"),
    unit=_("engagement"),
    definition=_(
        "Engagements publics dont il a été dit, entre les deux dates, ce qu'ils sont devenus : tenus, tenus en partie "
        "ou non tenus."
    ),
    source=_SOURCE,
    subject=Pledge,
    fact=PledgeOutcome,
    population=lambda register: register.pledge_outcomes,
    dimensions=(YEAR,),
    main_dimension="annee",
    has_place=False,
)
PLEDGES_KEPT = Flow(
    code="engagements-honores",
    title=_("Engagements publics tenus"),
    one=_("engagement a été tenu"),
    many=_("engagements ont été tenus"),
    unit=_("engagement"),
    definition=_(
        "Engagements publics dits tenus, entre les deux dates ; ceux tenus en partie ne sont pas comptés."
    ),
    source=_SOURCE,
    subject=Pledge,
    fact=PledgeOutcome,
    population=lambda register: register.pledges_kept,
    dimensions=(YEAR,),
    main_dimension="annee",
    has_place=False,
)

INDICATORS = (
    Stock(
        code="engagements",
        title=_("Engagements publics en cours"),
        one=_("engagement public est en cours"),
        many=_("engagements publics sont en cours"),
        unit=_("engagement"),
        definition=_(
            "Engagements pris en public pour le programme ou une politique publique, qui valent ce jour-là. Ce qu'un "
            "signataire dit apporter en signant la charte n'est pas compté ici."
        ),
        source=_SOURCE,
        subject=Pledge,
        fact=Pledge,
        population=lambda register: register.pledges,
        dimensions=(PLEDGE_KIND,),
        main_dimension="nature",
        has_place=False,
    ),
    PLEDGES_SETTLED,
    PLEDGES_KEPT,
    Ratio(
        code="engagements-tenus",
        title=_("Part des engagements publics tenus"),
        one=_("des engagements publics sont tenus"),
        many=_("des engagements publics sont tenus"),
        unit="%",
        definition=_(
            "Parmi les engagements publics dont la suite est connue ce jour-là, part de ceux qui sont dits tenus. Un "
            "engagement dont rien n'est dit n'est ni d'un côté ni de l'autre."
        ),
        source=_SOURCE,
        subject=Pledge,
        numerator=PLEDGES_KEPT,
        denominator=PLEDGES_SETTLED,
        has_place=False,
    ),
    Stock(
        code="conventions",
        title=_("Conventions en cours"),
        one=_("convention est en cours"),
        many=_("conventions sont en cours"),
        unit=_("convention"),
        definition=_(
            "Conventions conclues au titre d'une politique publique, qui valent ce jour-là, au département où elles "
            "valent ; celles d'une région, d'une intercommunalité ou de la France entière sont sans territoire."
        ),
        source=_SOURCE,
        subject=Agreement,
        fact=Agreement,
        population=lambda register: register.agreements,
        dimensions=(POLICY,),
        main_dimension="politique",
        named_by=("policy", "region", "departement", "epci", "commune"),
    ),
)
