"""The form of the rate of an hour."""

from django.utils.translation import gettext_lazy

from maillage.common.forms import Amount, Day, Line, WorkForm


class RateForm(WorkForm):
    """Ask for a rate, since when, and who says it."""

    cents = Amount(label=gettext_lazy("Taux d'une heure, en euros"), minimum=1)
    since = Day(label=gettext_lazy("Depuis le"))
    source = Line(
        label=gettext_lazy("Source"),
        max_length=250,
        help_text=gettext_lazy("Par exemple : le numéro du décret."),
    )
