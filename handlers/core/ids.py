"""What every feature shares of the ids that travel through Slack and back.

A feature's own stand in its views: builder and handler share them, and nobody types them twice.
"""

from __future__ import annotations

OPEN_FORM = "form.open"
"""Asks for a form once more, by a press that has a trigger."""
