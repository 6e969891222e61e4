"""The machine's own Chromium for the browser tests; nothing is downloaded.

`python -m tests.support.chromium` prints the browser that it would use, or why there is none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class NoBrowser(Exception):
    """No Chromium starts; the message says why."""


def find() -> str:
    """The path of a Chromium that starts; CHROMIUM may name it. Raises `NoBrowser`."""
    names = (os.environ["CHROMIUM"],) if os.environ.get("CHROMIUM") else _NAMES
    found = [path for path in map(shutil.which, names) if path]
    if not found:
        raise NoBrowser("there is no Chromium on this machine")
    # The version can only be printed if all linked libraries load.
    asked = subprocess.run([found[0], "--version"], capture_output=True, text=True, timeout=60)
    if asked.returncode:
        raise NoBrowser(f"{found[0]} does not start: {asked.stderr.strip() or asked.returncode}")
    return found[0]


def flags() -> list[str]:
    """Command-line flags for a headless run without network requests."""
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    # Chromium's sandbox refuses to run as root, as in containers.
    return [*quiet, "--no-sandbox"] if os.geteuid() == 0 else quiet


if __name__ == "__main__":
    try:
        print(find())
    except NoBrowser as error:
        sys.exit(str(error))
