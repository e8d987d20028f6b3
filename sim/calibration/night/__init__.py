"""The posterior of the night: durations and shared effects, where times are reported."""
