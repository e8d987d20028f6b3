"""What all pictures share: style, panels, bands, intervals, the process that draws."""
