"""Scripts for development that are run by hand."""
