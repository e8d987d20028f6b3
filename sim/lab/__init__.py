"""The lab: a local page on which parameters of a scenario are changed and the effect is seen."""
