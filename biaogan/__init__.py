"""Biaogan runs the service quality of a bank's branch network."""
