"""Imported once by the process that bots are forked from: it loads the words that a bot loads at its
start.
"""

from __future__ import annotations

from bot.settings import load
from desk.brief import filling, rules
from handlers.core.i18n import Catalogs
from handlers.day import ask

ask.warm(Catalogs("vi"))
filling.get_ready(rules.load(load({"LIAISON_ENV_FILE": ""}).brief_rules))
