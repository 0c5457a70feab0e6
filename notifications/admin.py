"""The admin of `notifications`: to be read only."""

from record.admin import read_only

read_only("notifications")
