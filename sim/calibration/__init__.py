"""Bayesian calibration of a scenario to reported values, by MCMC and simulation."""
