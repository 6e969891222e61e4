"""Pure functions from what the desk says to what Slack shows."""
