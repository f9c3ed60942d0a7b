"""
The rehearsal: a college made from a seed, on this machine only, whose clock can be moved and whose mail can be read.

Only ``backend.settings.rehearsal`` installs it; production settings do not contain it.
"""
