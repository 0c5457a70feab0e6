"""The admin of `projects`: to be read only."""

from record.admin import read_only

read_only("projects")
