"""Every address declares its act, and every act is somebody's."""

from django.urls import URLPattern, URLResolver, get_resolver

from roles.rules import MAY

ADMIN = "admin/"


def patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if not route.startswith(ADMIN):
                yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry


def act_of(entry):
    view = entry.callback
    return getattr(getattr(view, "view_class", view), "act", None)


def test_every_address_declares_an_act_of_the_table():
    undeclared = [route for route, entry in patterns() if act_of(entry) not in MAY]
    assert undeclared == []


def test_every_address_has_a_name():
    assert [route for route, entry in patterns() if not entry.name] == []


def test_the_walk_finds_the_addresses():
    assert len(list(patterns())) > 40
