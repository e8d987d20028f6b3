"""Incidents: which sites and commissions they affect, when, and how."""
