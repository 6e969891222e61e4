"""`python -m bot`."""

from bot import resting

with resting.kept():
    from bot.cli import main

main()
