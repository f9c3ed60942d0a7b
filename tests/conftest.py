"""What every test can use: a database of its own, a browser where one is installed, a day on which it plays."""

pytest_plugins = [
    "tests.plugins.database",
    "tests.plugins.browser",
    "tests.plugins.invariants",
    "tests.plugins.scenarios",
    "tests.plugins.nothing_skipped",
]
