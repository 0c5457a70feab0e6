"""The admin of `reports`: to be read only."""

from record.admin import read_only

read_only("reports")
