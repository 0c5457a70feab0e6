"""The database refuses to change a recorded decision, or who took part in it."""

from django.db import migrations

TABLES = ("governance_decision", "governance_tookpart", "governance_snapshot")
POSTGRESQL_FUNCTION = """CREATE FUNCTION governance_written_once() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'written once: record a new decision instead' USING ERRCODE = '42501';
END $$ LANGUAGE plpgsql"""


def forwards(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(POSTGRESQL_FUNCTION)
    for table in TABLES:
        if sqlite:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_written_once BEFORE UPDATE ON {table} BEGIN "
                "SELECT RAISE(ABORT, 'written once: record a new decision instead'); END"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_written_once BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION governance_written_once()"
            )


def backwards(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        on = "" if sqlite else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER {table}_written_once{on}")
    if not sqlite:
        schema_editor.execute("DROP FUNCTION governance_written_once()")


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
