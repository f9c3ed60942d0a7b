"""The records and their law. Floors, from the ground: regulation, rules, models, selectors, services, management."""
