"""What every test can use: a database of its own, and a browser where one is installed."""

pytest_plugins = ["tests.plugins.database", "tests.plugins.browser", "tests.plugins.invariants"]
