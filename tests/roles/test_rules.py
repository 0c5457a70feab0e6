"""Who may do what, and the words for it."""

import pytest

from roles.enums import BODY_ROLES, PARTNERSHIP_ROLES, PROJECT_ROLES, Role
from roles.rules import ACT_WORDS, MAY, may


def test_every_act_has_its_words_and_every_word_its_act():
    assert set(ACT_WORDS) == set(MAY)


def test_words_are_sentences_of_their_own():
    assert len(set(ACT_WORDS.values())) == len(ACT_WORDS)
    for words in ACT_WORDS.values():
        assert words[0].isupper()
        assert not words.endswith(".")
        assert "user" not in words.lower()


@pytest.mark.parametrize(
    ("held", "act", "answer"),
    [
        (set(), "site.visit", True),
        (set(), "home.view", False),
        ({Role.SIGNED_IN}, "home.view", True),
        ({Role.READER}, "project.view", True),
        ({Role.READER}, "brief.view_draft", False),
        ({Role.READER}, "project.propose", False),
        ({Role.STAFF}, "project.propose", True),
        ({Role.LEAD}, "brief.put", True),
        ({Role.TEAM_MEMBER}, "brief.put", False),
        ({Role.TEAM_MEMBER}, "brief.change", True),
        ({Role.SPONSOR}, "brief.change", False),
        ({Role.OFFICER}, "brief.change", False),
        ({Role.OFFICER}, "brief.view_draft", True),
        ({Role.AUDITOR}, "brief.view_draft", True),
        ({Role.AUDITOR}, "team.change", False),
        ({Role.SPONSOR}, "team.change", True),
        ({Role.CHAIR}, "gate.decide", True),
        ({Role.BODY_MEMBER}, "gate.decide", False),
        ({Role.LEAD}, "gate.decide", False),
        ({Role.ADMINISTRATOR}, "person.invite", True),
        ({Role.OFFICER}, "person.invite", False),
        ({Role.ADMINISTRATOR}, "gate.decide", False),
    ],
)
def test_may(held, act, answer):
    assert may(held, act) is answer


def test_an_unknown_act_is_a_fault_and_no_answer():
    with pytest.raises(KeyError):
        may({Role.LEAD}, "project.veiw")


def test_nobody_on_a_project_may_decide_on_it():
    for act in ("gate.decide", "reason.accept", "condition.discharge"):
        assert MAY[act].isdisjoint(PROJECT_ROLES)


def test_roles_are_of_one_sort_or_come_by_themselves():
    by_themselves = {Role.READER, Role.SIGNED_IN, Role.ANYBODY}
    assert BODY_ROLES | PARTNERSHIP_ROLES | PROJECT_ROLES | by_themselves == set(Role)
    assert PROJECT_ROLES.isdisjoint(BODY_ROLES | PARTNERSHIP_ROLES)
