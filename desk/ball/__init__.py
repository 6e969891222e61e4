"""Who holds the ball: the one who has to act before a piece of work can go on."""
