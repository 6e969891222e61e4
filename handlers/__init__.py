"""Slack's door: listeners in, Block Kit out, in the reader's language."""
