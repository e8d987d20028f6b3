"""Incidents: the sites and commissions that they affect, their times and effects."""
