"""The search index over reference, title and purpose.

SQLite: an FTS5 table kept by triggers. PostgreSQL: a stored tsvector with a GIN index. Both are
kept by the database, so that no write path can forget them.
"""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE projects_search USING fts5(
        reference, title, purpose, content='projects_project', content_rowid='id',
        tokenize="unicode61 remove_diacritics 2", prefix='2 3'
    )""",
    """CREATE TRIGGER projects_search_insert AFTER INSERT ON projects_project BEGIN
        INSERT INTO projects_search(rowid, reference, title, purpose)
        VALUES (new.id, new.reference, new.title, new.purpose);
    END""",
    """CREATE TRIGGER projects_search_delete AFTER DELETE ON projects_project BEGIN
        INSERT INTO projects_search(projects_search, rowid, reference, title, purpose)
        VALUES ('delete', old.id, old.reference, old.title, old.purpose);
    END""",
    """CREATE TRIGGER projects_search_update AFTER UPDATE OF reference, title, purpose
        ON projects_project BEGIN
        INSERT INTO projects_search(projects_search, rowid, reference, title, purpose)
        VALUES ('delete', old.id, old.reference, old.title, old.purpose);
        INSERT INTO projects_search(rowid, reference, title, purpose)
        VALUES (new.id, new.reference, new.title, new.purpose);
    END""",
    "INSERT INTO projects_search(projects_search) VALUES ('rebuild')",
]
POSTGRESQL = [
    """ALTER TABLE projects_project ADD COLUMN search tsvector GENERATED ALWAYS AS (
        to_tsvector('simple'::regconfig, reference || ' ' || title || ' ' || purpose)
    ) STORED""",
    "CREATE INDEX projects_search ON projects_project USING gin (search)",
]


def forwards(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER projects_search_{name}")
        schema_editor.execute("DROP TABLE projects_search")
    else:
        schema_editor.execute("DROP INDEX projects_search")
        schema_editor.execute("ALTER TABLE projects_project DROP COLUMN search")


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
