"""Liaison's composition, doors, delivery and command line."""

VERSION = "0.1.0"
"""Of this release, as CHANGELOG.md tells of it; pyproject.toml reads it here."""
