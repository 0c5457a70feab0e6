"""The admin of `roles`: to be read only."""

from record.admin import ReadOnlyAdmin, read_only


class PersonAdmin(ReadOnlyAdmin):
    """A person, without the password's hash."""

    exclude = ("password",)
    list_display = ("name", "email", "is_active", "is_operator")
    search_fields = ("name", "email")


read_only("roles", Person=PersonAdmin)
