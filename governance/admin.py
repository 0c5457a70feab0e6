"""The admin of `governance`: to be read only."""

from record.admin import read_only

read_only("governance")
