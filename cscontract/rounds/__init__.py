"""Rounds of a negotiation: offers that are never lost."""
