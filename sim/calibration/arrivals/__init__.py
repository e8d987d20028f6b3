"""The posterior of the polling day: arrival curves of regions, and what else moves turnout."""
