"""The admin of `cycle`: to be read only."""

from record.admin import read_only

read_only("cycle")
