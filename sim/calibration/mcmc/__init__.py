"""Markov chain Monte Carlo: posteriors, the sampler, its moves, convergence."""
