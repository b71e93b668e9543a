"""The gallery: every component on one page, to look at, to test, to copy from."""

import datetime as dt

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from maillage.common.components import Crumb, Download, Item, Key, Mark, Step, Tab
from maillage.common.facts import Precision

AS_OF = dt.date(2016, 11, 25)
MARKS = (
    Mark(on=dt.date(2014, 1, 31), label=_("première plénière")),
    Mark(on=dt.date(2015, 1, 31), label=_("deuxième")),
    Mark(on=AS_OF, label=_("troisième")),
)
STEPS = (
    Step(label=_("Contact"), reached_on=dt.date(2014, 1, 1), precision=Precision.YEAR, reached=True),
    Step(label=_("Amorce"), reached_on=dt.date(2014, 9, 1), precision=Precision.MONTH, reached=True),
    Step(label=_("Structuration"), reached_on=dt.date(2015, 3, 12), reached=True),
    Step(label=_("Reconnue"), reached_on=dt.date(2016, 1, 1), reached=True, current=True),
    Step(label=_("Lancée")),
    Step(label=_("Active")),
)
STAGES = (
    Key(css="stage-0", label=_("Aucune"), count=32),
    *(Key(css=f"stage-{n}", label=step.label, count=20 - 3 * n) for n, step in enumerate(STEPS, start=1)),
)
SERIES = tuple(Key(css=f"series-{n}", label=_("Série %d") % n) for n in range(1, 6))
VIEWS = (
    Tab(label=_("Carte"), url="?vue=carte", current=True),
    Tab(label=_("Tuiles"), url="?vue=tuiles"),
    Tab(label=_("Tableau"), url="?vue=tableau"),
)
ITEMS = (
    Item(term=_("Commune"), value="Alès (30100), Gard"),
    Item(term=_("Porteur"), value=_("Centre communal d'action sociale"), url="#definitions"),
    Item(term=_("Bénévoles"), because=_("aucun relevé n'est arrivé depuis mars 2016")),
    Item(term=_("Vérifiée le"), value="25 novembre 2016"),
)
FILES = (
    Download(label=_("Excel"), url="?format=xlsx", size="18 ko"),
    Download(label=_("OpenDocument"), url="?format=ods", size="17 ko"),
    Download(label=_("CSV"), url="?format=csv", size="4 ko"),
)
ROWS = (
    ("Gard", _("Reconnue"), 12, dt.date(2016, 1, 1)),
    ("Finistère", _("Active"), 1_204, dt.date(2014, 10, 6)),
    ("La Réunion", _("Structuration"), 0, dt.date(2015, 6, 30)),
    ("Loire", _("Contact"), None, None),
)


class SampleForm(forms.Form):
    """Ask for one of each kind, with errors when it is sent empty."""

    name = forms.CharField(label=_("Nom de l'équipe"), help_text=_("Celui que les voisins connaissent."))
    day = forms.DateField(
        label=_("Jour de la réunion"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    kind = forms.ChoiceField(
        label=_("Que faites-vous ensemble ?"),
        choices=[("visites", _("Des visites")), ("appels", _("Des appels")), ("sorties", _("Des sorties"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("Quelques mots"), widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label=_("Les voisins sont d'accord"))


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component once."""
    pages = Paginator(range(297), 20)
    given = {
        "au": AS_OF,
        "first": dt.date(2014, 1, 1),
        "marks": MARKS,
        "radii": (5, 10, 15),
        "steps": STEPS,
        "stages": STAGES,
        "series": SERIES,
        "views": VIEWS,
        "items": ITEMS,
        "files": FILES,
        "rows": ROWS,
        "form": SampleForm({"name": "", "day": "2016-11-25"}),
        "page": pages.page(3),
        "crumbs": (Crumb(label=_("Accueil"), url="/"), Crumb(label=_("Composants"))),
        "tokens": ("violet", "orange", "orange-mark", "teal", "amber", "red", "ink", "muted", "mist", "line"),
    }
    return render(request, "components/gallery.html", given)
