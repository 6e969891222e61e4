"""Objects that stay as long as the process: Python's collector need not look through them again and again.

They are all code and words. Looking through them takes a quarter of the start, and later a tenth of a second
of everybody's time now and then.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept() -> Iterator[None]:
    """What is made meanwhile stays, and so does what is there already."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
