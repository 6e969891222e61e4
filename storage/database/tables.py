"""Imports every table, so that the metadata and the foreign keys are complete."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import storage

for _found in pkgutil.walk_packages(storage.__path__, "storage."):
    if not _found.name.startswith("storage.migrations"):
        import_module(_found.name)
