"""The packs that ship, and loading them."""

from datetime import UTC, datetime

import pytest

from framework.enums import Approach
from framework.models import ExpectedElement, Pack
from framework.queries import first_stage, kinds_on_route, newest_pack, next_stage, rag_names
from framework.rules import Missing, in_words, route_kinds, without_repeats
from framework.services import PACKS_DIR, load_pack, load_shipped_packs
from record.errors import Refusal
from roles.services import system_person

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def load():
    return load_shipped_packs(by=system_person(), at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("approach", "counts"),
    [
        (Approach.STRATEGIC_COMMISSIONING, {"Analyse": 4, "Plan": 2, "Implement": 2, "Review": 2}),
        (Approach.SERVICE_IMPROVEMENT, {"Analyse": 5, "Plan": 2, "Implement": 2, "Review": 2}),
    ],
)
def test_each_approach_has_the_elements_of_the_framework(approach, counts):
    load()
    pack = newest_pack(approach)
    found = {stage.name: stage.elements.count() for stage in pack.stages.all()}
    assert found == counts
    assert all(element.source for element in ExpectedElement.objects.filter(stage__pack=pack))


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    first, second = load(), load()
    assert [pack.pk for pack in first] == [pack.pk for pack in second]
    assert Pack.objects.count() == 2


@pytest.mark.django_db
def test_a_loaded_version_is_never_altered(tmp_path):
    load()
    altered = tmp_path / "a.toml"
    source = (PACKS_DIR / "strategic_commissioning.toml").read_text()
    altered.write_text(source.replace("Business case", "Case"))
    with pytest.raises(Refusal) as refused:
        load_pack(altered, by=system_person(), at=AT)
    assert refused.value.code == "pack_altered"
    assert not ExpectedElement.objects.filter(name="Case").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"code = ", b"\xff\xfe", b'name = "a"'])
def test_an_unreadable_pack_is_refused(tmp_path, content):
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        load_pack(path, by=system_person(), at=AT)
    assert refused.value.code == "pack_unreadable"
    assert not Pack.objects.exists()


@pytest.mark.django_db
def test_a_new_version_stands_beside_the_old(tmp_path):
    load()
    path = tmp_path / "a.toml"
    source = (PACKS_DIR / "service_improvement.toml").read_text()
    path.write_text(source.replace("version = 1", "version = 2", 1))
    load_pack(path, by=system_person(), at=AT)
    assert newest_pack("service_improvement").version == 2
    assert Pack.objects.filter(code="moray-service-improvement").count() == 2


@pytest.mark.django_db
def test_stages_follow_one_another():
    load()
    stage = first_stage(newest_pack("strategic_commissioning").pk)
    names = [stage.name]
    while stage := next_stage(stage):
        names.append(stage.name)
    assert names == ["Analyse", "Plan", "Implement", "Review"]


@pytest.mark.django_db
def test_the_route_of_a_gate():
    load()
    pack = newest_pack("strategic_commissioning")
    assert kinds_on_route(pack.pk, 2, is_major=True) == ("governing", "ijb")
    assert kinds_on_route(pack.pk, 2, is_major=False) == ("governing",)
    assert kinds_on_route(pack.pk, 0, is_major=True) == ("governing",)
    assert kinds_on_route(pack.pk, 9, is_major=True) == ("governing",)
    assert list(rag_names(pack.pk)) == ["green", "amber_green", "amber", "amber_red", "red", "blue"]


@pytest.mark.django_db
def test_no_pack_is_a_plain_fault():
    with pytest.raises(KeyError, match="load_packs"):
        newest_pack("strategic_commissioning")


def test_route_kinds_and_repeats():
    assert route_kinds(["governing"], [], is_major=True) == ("governing",)
    assert without_repeats([1, 1, 2, 1]) == (1, 2, 1)
    assert without_repeats([]) == ()


def test_in_words_names_holder_and_date_and_leaves_out_what_does_not_block():
    missing = [
        Missing("a", "Nothing is written.", "the lead", AT.date()),
        Missing("b", "Decide.", "the lead", blocks=False),
    ]
    assert in_words(missing) == ["Nothing is written. Held by the lead, due 23 November 2026."]
