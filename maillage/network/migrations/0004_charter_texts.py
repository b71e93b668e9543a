from pathlib import Path

from django.db import migrations

TEXTS = Path(__file__).parent / "charters"


def write_texts(apps, schema_editor):
    charters = apps.get_model("network", "Charter").objects.filter(version="1", text="")
    for kind in ("nationale", "equipe"):
        charters.filter(kind=kind).update(text=(TEXTS / f"{kind}-1.txt").read_text(encoding="utf-8").strip())


class Migration(migrations.Migration):
    dependencies = [("network", "0003_daily_life")]
    operations = [migrations.RunPython(write_texts, migrations.RunPython.noop)]
