"""The posterior of the polling day: arrival curves of regions, other parameters of turnout."""
