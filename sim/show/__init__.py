"""Text for people: summaries and listings for a terminal, reports in Markdown, progress."""
