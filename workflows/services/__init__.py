"""Deeds: verbs of the trade. Every one of them goes through the door, or is no change of state."""
