"""Liaison's composition, doors, delivery and command line."""

VERSION = "0.1.0"
"""The version of this release, as in CHANGELOG.md; pyproject.toml reads it here."""
