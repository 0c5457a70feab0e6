"""The house's own checks find what they are for."""

import pytest

from tools.check_house import state_faults, template_faults


@pytest.mark.parametrize(
    "source",
    [
        "stage.state = 'open'",
        "a, stage.state = 1, 'open'",
        "stage.state: str = 'open'",
        "setattr(stage, 'state', 'open')",
        "Stage.objects.filter(pk=1).update(state='open')",
        "Stage.objects.create(state='open')",
        "Stage(state='open')",
        "Stage.objects.bulk_update(rows, ['state'])",
    ],
)
def test_writing_the_state_outside_the_flow_is_found(source):
    assert state_faults(source, "x.py")


@pytest.mark.parametrize(
    "source",
    ["Stage.objects.filter(state='open')", "print(stage.state)", "stage.estate = 1", "state = 'a'"],
)
def test_reading_the_state_is_not(source):
    assert state_faults(source, "x.py") == []


@pytest.mark.parametrize(
    "line",
    ["{{ x|safe }}", "<script>a()</script>", '<p style="a">', "<style>", '<a onclick="a()">'],
)
def test_unsafe_templates_are_found(line):
    assert template_faults(line, "templates/x.html")
