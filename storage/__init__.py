"""The data: tables, queries, migrations, history and the outbox."""
