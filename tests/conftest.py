"""What every test stands on: the database that the environment names, and nothing outside."""

import os

from hypothesis import settings as hypothesis_settings

pytest_plugins = [
    "tests.plugins.servers",
    "tests.plugins.databases",
    "tests.plugins.isolation",
    "tests.plugins.fixtures",
    "tests.plugins.started",
]

hypothesis_settings.register_profile("ours", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("ours")
