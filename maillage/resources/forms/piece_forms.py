"""What people join to a resource. Forms check; they change nothing."""

from django import forms
from django.utils.translation import gettext_lazy

from maillage.common.forms import Line, WorkForm
from maillage.resources.models import ALT


class PictureForm(WorkForm):
    """Join an image."""

    document = forms.FileField(
        label=gettext_lazy("L'image"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "JPEG, PNG ou WebP, 10 Mo au plus. Jamais le visage d'une personne qui ne l'a pas accepté par écrit."
        ),
    )
    alt = Line(
        label=gettext_lazy("Ce que l'on y voit"),
        max_length=ALT,
        help_text=gettext_lazy("En une phrase, pour qui ne voit pas l'image : elle lui est lue."),
    )


class PieceForm(WorkForm):
    """Join a document."""

    document = forms.FileField(
        label=gettext_lazy("Le document"),
        allow_empty_file=True,
        help_text=gettext_lazy("PDF, texte, tableur ou diaporama, 10 Mo au plus."),
    )
