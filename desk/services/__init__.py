"""Use cases that touch every app: bringing a tracker in."""
