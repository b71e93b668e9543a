from django.db import migrations

TABLES = ("accounts_entry", "accounts_concern")
SENTENCE = "le journal ne se corrige ni ne s'efface"

SQLITE = [
    f"""CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, '{SENTENCE.replace("'", "''")}'); END"""
    for table in TABLES
    for verb in ("UPDATE", "DELETE")
]
UNDO_SQLITE = [f"DROP TRIGGER IF EXISTS {table}_{verb}" for table in TABLES for verb in ("update", "delete")]
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION accounts_journal_is_append_only() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
    MESSAGE = '{SENTENCE.replace("'", "''")}'; END $$ LANGUAGE plpgsql""",
    *(
        f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION accounts_journal_is_append_only()"""
        for table in TABLES
    ),
]
UNDO_POSTGRESQL = [
    *(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}" for table in TABLES),
    "DROP FUNCTION IF EXISTS accounts_journal_is_append_only()",
]


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)
    apps.get_model("accounts", "JournalHead").objects.create(pk=1)


def unguard(apps, schema_editor):
    for statement in UNDO_SQLITE if schema_editor.connection.vendor == "sqlite" else UNDO_POSTGRESQL:
        schema_editor.execute(statement)
    apps.get_model("accounts", "JournalHead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_daily_life")]
    operations = [migrations.RunPython(guard, unguard)]
