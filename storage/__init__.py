"""What is remembered: tables, queries, migrations, history and the outbox."""
