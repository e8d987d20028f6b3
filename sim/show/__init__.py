"""What people read in a terminal: summaries, listings, progress."""
