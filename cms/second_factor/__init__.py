"""The second factor of the offices: what a session has shown, the gate before the admin, and the screens."""
