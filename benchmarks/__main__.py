"""`make bench`: the speed that the README promises, measured side by side in one run."""

from __future__ import annotations

import logging
import sys

from benchmarks import acks, status


def main() -> int:
    """Run every benchmark; the exit code says whether each promise was kept."""
    logging.disable(logging.CRITICAL)
    kept = [status.run(), acks.run()]
    return 0 if all(kept) else 1


sys.exit(main())
