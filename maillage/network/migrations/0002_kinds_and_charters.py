from django.db import migrations

KINDS = [
    ("association-nationale", "association nationale", "associations nationales"),
    ("association-locale", "association locale", "associations locales"),
    ("ccas-commune", "CCAS, CIAS ou commune", "CCAS, CIAS et communes"),
    ("clic", "CLIC", "CLIC"),
    ("conseil-departemental", "conseil départemental", "conseils départementaux"),
    ("retraite", "organisme de retraite", "organismes de retraite"),
    ("mutuelle", "mutuelle", "mutuelles"),
    ("bailleur", "bailleur social", "bailleurs sociaux"),
    ("centre-social", "centre social", "centres sociaux"),
    ("etat", "service de l'État ou agence", "services de l'État et agences"),
    ("entreprise", "entreprise", "entreprises"),
    ("autre", "autre organisation", "autres organisations"),
]
CHARTERS = [("nationale", "Charte nationale"), ("equipe", "Charte de l'équipe citoyenne")]


def seed(apps, schema_editor):
    kind = apps.get_model("network", "OrganisationKind")
    for position, (code, name, plural) in enumerate(KINDS):
        kind.objects.create(code=code, name=name, plural=plural, position=position)
    charter = apps.get_model("network", "Charter")
    for kind_code, title in CHARTERS:
        charter.objects.create(kind=kind_code, version="1", title=title)


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
