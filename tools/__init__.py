"""What is run once by hand."""
