"""The fields of a brief that are filled from what a client wrote."""

from __future__ import annotations

import enum


class Field(enum.StrEnum):
    """A field of the brief."""

    PROJECT = "project"
    CLIENT = "client"
    OBJECTIVE = "objective"
    METRIC = "metric"
    AUDIENCE = "audience"
    MESSAGE = "message"
    DELIVERABLES = "deliverables"
    DEADLINE = "deadline"
    BUDGET = "budget"
    APPROVER = "approver"
    BACKGROUND = "background"
    MANDATORIES = "mandatories"
    REFERENCES = "references"
    CHANNELS = "channels"
    TONE = "tone"
