"""The admin of `framework`: to be read only."""

from record.admin import read_only

read_only("framework")
