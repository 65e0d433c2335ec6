"""Parties, rights and their legal-status events: what every other desk points at."""
