"""Settings, one module for each way of running: development, demo, rehearsal, test and production."""
