"""The Django admin reads the desk's rows and changes none."""

from record.admin import read_only

read_only("desk")
