"""The account desk's work in its own words: use cases and rules. Knows no Slack."""
