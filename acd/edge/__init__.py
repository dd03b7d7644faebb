"""What the distribution is told by the world: edges."""
