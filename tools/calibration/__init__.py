"""Derives a base market (volatilities, correlations, betas, tails) from daily closes."""
