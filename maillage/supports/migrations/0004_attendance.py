"""Half-days remember that their presences were noted; an enrolment, that an opinion was given, and no more when."""

from typing import Any

from django.db import migrations, models


def remember(apps: Any, _schema_editor: Any) -> None:
    """Carry over what is known: where somebody is noted present, the sheet was entered."""
    half_days = apps.get_model("supports", "HalfDay")
    presences = apps.get_model("supports", "Presence")
    half_days.objects.filter(pk__in=presences.objects.values("half_day")).update(noted=True)
    enrolments = apps.get_model("supports", "Enrolment")
    enrolments.objects.filter(evaluated_at__isnull=False).update(evaluated=True)


class Migration(migrations.Migration):

    dependencies = [
        ("supports", "0003_training"),
    ]

    operations = [
        migrations.AddField(
            model_name="halfday",
            name="noted",
            field=models.BooleanField(default=False, verbose_name="présences notées"),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="evaluated",
            field=models.BooleanField(default=False, verbose_name="a donné son avis"),
        ),
        migrations.AlterField(
            model_name="trainingsession",
            name="cost",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="coût par personne, en centimes"
            ),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="enrolment", name="evaluated_at"),
    ]
