"""What tells who holds the ball."""
