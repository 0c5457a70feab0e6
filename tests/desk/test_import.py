"""Bringing a tracker in, by the service, the command and the page."""

import json
import os
import threading
import time
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.comments import Comment

from cycle.models import CarriedOver, ProgressUpdate, ReviewPoint, Stage, Standing
from desk.services.importing import import_tracker
from desk.services.waiting_files import KEPT_SECONDS, keep_file, waiting_file
from governance.models import Decision
from projects.models import (
    Brief,
    GateTarget,
    MoneyLine,
    Project,
    ProjectNote,
    Stakeholder,
    TeamMember,
)
from projects.services import change_project, choose_governing_body, put_in_place
from record.errors import Refusal
from record.models import Act
from roles.models import Body, Partnership
from tests.factories import world as w

pytestmark = pytest.mark.django_db


def bring(world, content: bytes, *, dry_run: bool = False, by=None, partnership=None):
    return import_tracker(
        BytesIO(content),
        partnership or world.partnership,
        file_name="tracker.xlsx",
        dry_run=dry_run,
        by=by or world.officer,
        at=world.at,
    )


def counts(done) -> tuple[int, int, int, int, int]:
    return done.rows, done.created, done.updated, done.unchanged, done.left_out


def tables() -> dict[str, int]:
    """Return how many rows every table of every app has."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
    }


def fields(model) -> list[dict]:
    return list(model._base_manager.order_by("pk").values())


def project_of(reference: str) -> Project:
    return Project.objects.get(tracker_reference=reference)


# The sample, once and twice


def test_the_sample_comes_in_and_a_second_time_changes_nothing(world, tracker):
    done = bring(world, tracker())

    assert done.errors == []
    assert counts(done) == (21, 19, 1, 0, 1)
    assert Project.objects.count() == 19
    before = tables()
    kept = fields(Project), fields(Brief)

    again = bring(world, tracker())

    assert counts(again) == (21, 0, 0, 20, 1)
    assert tables() == before
    assert (fields(Project), fields(Brief)) == kept


def test_a_dry_run_says_the_same_and_writes_nothing(world, tracker):
    before = tables()

    done = bring(world, tracker(), dry_run=True)

    assert counts(done) == (21, 19, 1, 0, 1)
    assert tables() == before
    assert [vars(doubt) for doubt in done.doubts] == [
        vars(doubt) for doubt in bring(world, tracker()).doubts
    ]


def test_every_project_enters_at_its_stage_and_no_body_decided_that(world, tracker):
    bring(world, tracker())

    standing = {p.tracker_reference: str(p.standing) for p in Project.objects.all()}
    assert standing["M05"] == "Plan: with the lead"
    assert standing["M10"] == "Implement: with the lead"
    assert standing["M19"] == "Brief being written"
    assert standing["M03"] == "To be closed with lessons"
    assert CarriedOver.objects.count() == 19
    assert Decision.objects.count() == 0
    assert Act.objects.filter(verb="carried_over").count() == 19
    assert set(
        Act.objects.filter(verb="project_imported").values_list("actor_words", flat=True)
    ) == {"Officer"}


def test_what_the_tracker_knew_has_its_place(world, tracker):
    bring(world, tracker())

    m05 = project_of("M05")
    assert m05.title == "Respite redesign: Taigh Farrais and Doocot View"
    assert m05.governing_body == world.spg
    assert GateTarget.objects.get(project=m05).on.isoformat() == "2026-12-14"
    assert ReviewPoint.objects.get(project=m05).due_on.isoformat() == "2027-06-30"
    assert ProgressUpdate.objects.get(project=m05).rag == "amber_red"
    assert set(Stakeholder.objects.filter(project=m05).values_list("name", flat=True)) == {
        "19 families",
        "carers' organisations",
        "provider staff",
    }
    m11 = project_of("M11")
    assert m11.purpose == "(repeated line, updated by team)"
    assert GateTarget.objects.get(project=m11).on.isoformat() == "2027-01-27"
    assert MoneyLine.objects.get(project=m11).planned == 412500
    m16 = project_of("M16")
    assert m16.governing_body is None
    assert m16.governing_body_words == "Children's Services Partnership / CPB"


def test_a_body_code_or_locality_that_is_not_here_is_kept_and_doubted(world, tracker):
    Body.objects.filter(code="slt").update(code="elsewhere")

    done = bring(world, tracker())

    assert project_of("M10").governing_body is None
    assert project_of("M10").governing_body_words == "SLT"
    assert any(d.made_of == "kept as text: no such body here" for d in done.doubts)
    assert ProjectNote.objects.filter(project=project_of("M01"), heading="Locality").exists()
    assert any(d.read == "Forres" and "kept as a note" in d.made_of for d in done.doubts)


def test_a_locality_that_is_here_is_taken(world, tracker):
    bring(world, tracker({("M01", "Locality"): "East"}))

    assert [one.name for one in project_of("M01").brief.localities.all()] == ["East"]
    assert project_of("M05").brief.whole_area is True


# A tracker that changed


def test_a_changed_tracker_changes_only_what_changed(world, tracker):
    bring(world, tracker())
    before = {row["id"]: row for row in fields(Project)}
    standings, targets = fields(Standing), fields(GateTarget)

    done = bring(
        world,
        tracker({("M05", "Project"): "Respite redesign", ("M05", "Lead (post)"): "New manager"}),
    )

    assert counts(done) == (21, 0, 1, 19, 1)
    m05 = project_of("M05")
    changed = {
        (row["id"], name)
        for row in fields(Project)
        for name in row
        if row[name] != before[row["id"]][name]
    }
    assert changed == {(m05.pk, "title")}
    assert TeamMember.objects.get(project=m05, role="lead").post == "New manager"
    assert (fields(Standing), fields(GateTarget)) == (standings, targets)
    act = Act.objects.filter(project_key=str(m05.pk)).last()
    assert act.before["title"].startswith("Respite redesign: ")
    assert act.after["title"] == "Respite redesign"


def test_a_change_of_stage_is_never_taken_over(world, tracker):
    bring(world, tracker())
    before = fields(Stage), fields(Standing)

    done = bring(world, tracker({("M05", "Stage"): "Implement", ("M05", "Approach"): "QI"}))

    assert (fields(Stage), fields(Standing)) == before
    assert project_of("M05").approach == "strategic_commissioning"
    told = {
        doubt.column: doubt.made_of for doubt in done.doubts if "not taken over" in doubt.made_of
    }
    assert set(told) == {"Stage", "Approach"}
    assert counts(
        bring(world, tracker({("M05", "Stage"): "Implement", ("M05", "Approach"): "QI"}))
    ) == (
        21,
        0,
        0,
        20,
        1,
    )


def test_what_people_changed_since_stays(world, tracker):
    bring(world, tracker())
    m05 = project_of("M05")
    Project.objects.filter(pk=m05.pk).update(title="As the lead calls it")

    bring(world, tracker({("M05", "Why this RAG"): "Another reason"}))

    m05.refresh_from_db()
    assert m05.title == "As the lead calls it"
    assert m05.standing.rag_reason == "Another reason"
    assert ProgressUpdate.objects.filter(project=m05).count() == 2


def test_a_cell_emptied_in_the_tracker_clears_nothing(world, tracker):
    bring(world, tracker())

    done = bring(world, tracker({("M05", "What prompted it"): None, ("M05", "Programme"): None}))

    m05 = project_of("M05")
    assert m05.trigger.startswith("50% occupancy")
    assert m05.programme.name == "Learning disability transformation"
    assert [d.column for d in done.doubts if d.made_of == "left as it was on the project"] == [
        "Programme",
        "Trigger",
    ]


def test_a_review_point_that_moved_is_moved_not_doubled(world, tracker):
    bring(world, tracker())

    bring(world, tracker({("M05", "Next review point"): "31/08/2027"}))

    assert [
        p.due_on.isoformat() for p in ReviewPoint.objects.filter(project=project_of("M05"))
    ] == ["2027-08-31"]


def test_a_body_named_later_is_kept_as_text_for_an_officer_to_choose(world, tracker):
    bring(world, tracker())

    done = bring(world, tracker({("M16", "Governing body"): "CPB"}))

    m16 = project_of("M16")
    assert (m16.governing_body, m16.governing_body_words) == (None, "CPB")
    assert any("an officer chooses" in doubt.made_of for doubt in done.doubts)
    other = bring(world, tracker({("M05", "Governing body"): "IJB"}))
    assert project_of("M05").governing_body == world.spg
    assert any("governs it here" in doubt.made_of for doubt in other.doubts)


def test_words_too_long_for_their_field_are_cut_and_doubted_the_second_time_too(world, tracker):
    bring(world, tracker())

    done = bring(world, tracker({("M05", "Project"): "x" * 300, ("M05", "Lead (post)"): "y" * 300}))

    assert project_of("M05").title == "x" * 200
    assert TeamMember.objects.get(project=project_of("M05"), role="lead").post == "y" * 150
    assert sum("cut after" in doubt.made_of for doubt in done.doubts) == 2


def test_a_sum_beyond_reason_is_a_note_not_a_fault(world, tracker):
    done = bring(
        world, tracker({("M05", "Budget"): "£99,999,999,999,999", ("M05", "Recurring?"): "R"})
    )

    assert done.errors == []
    assert not MoneyLine.objects.filter(project=project_of("M05")).exists()
    assert ProjectNote.objects.filter(project=project_of("M05"), heading="Budget").exists()


# Nothing, where something is wrong


def test_one_row_in_error_leaves_everything_as_it_was(world, tracker):
    before = tables()

    done = bring(world, tracker({("M05", "Stage"): "Whenever"}))

    assert [error.row for error in done.errors] == [9]
    assert done.created == 0
    assert tables() == before


def test_a_reference_too_long_to_be_a_key_is_an_error(world, tracker):
    done = bring(world, tracker({("M05", "Ref"): "M" * 80}))

    assert [error.column for error in done.errors] == ["Ref"]
    assert Project.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04" + b"0" * 50])
def test_a_hostile_file_is_refused(world, content):
    with pytest.raises(Refusal) as refused:
        bring(world, content)

    assert refused.value.code == "file_refused"
    assert Project.objects.count() == 0


def test_a_formula_in_the_table_is_refused(world, tracker):
    with pytest.raises(Refusal) as refused:
        bring(world, tracker({("M05", "Project"): "=HYPERLINK(1)"}))

    assert refused.value.code == "file_refused"


def test_only_officers_and_administrators_import(world, tracker):
    for name in ("lead", "member", "chair", "auditor", "outsider"):
        with pytest.raises(Refusal) as refused:
            bring(world, tracker(), by=world.people[name])
        assert refused.value.code == "not_allowed"


def test_an_officer_of_another_partnership_does_not_import_here(world, tracker):
    other = w.make_world("orkney", "ORK", "orkney.example")

    with pytest.raises(Refusal) as refused:
        bring(world, tracker(), by=other.officer)

    assert refused.value.code == "not_allowed"


def test_two_partnerships_keep_the_same_references_apart(world, tracker):
    other = w.make_world("orkney", "ORK", "orkney.example")
    bring(world, tracker())

    done = bring(other, tracker(), by=other.officer)

    assert counts(done) == (21, 19, 1, 0, 1)
    assert Project.objects.filter(tracker_reference="M05").count() == 2


def test_a_restricted_project_is_left_as_it_is_for_who_may_not_see_it(world, tracker):
    bring(world, tracker())
    project = project_of("M05")
    choose_governing_body(project, world.slt, by=world.officer, at=world.at)
    change_project(project, is_restricted=True, by=world.officer, at=world.at)

    done = bring(world, tracker({("M05", "Project"): "Another title"}), by=world.admin)

    assert counts(done) == (21, 0, 0, 20, 1)
    (doubt,) = [one for one in done.doubts if one.read == "M05"]
    assert "restricted" in doubt.made_of
    assert project.reference not in str(doubt)
    project.refresh_from_db()
    assert project.title != "Another title"


def test_a_post_that_changed_in_the_tracker_begins_a_place_of_its_own(world, tracker):
    bring(world, tracker())
    project = project_of("M05")
    named = project.team.get(role="lead")
    put_in_place(
        project, "lead", post=named.post, person=world.staff, from_on=world.today,
        by=world.officer, at=world.at,
    )  # fmt: skip
    world.days(10)

    bring(world, tracker({("M05", "Lead (post)"): "Another Manager"}))

    places = project.team.filter(role="lead").order_by("pk")
    assert [(p.post, p.person, p.to_on) for p in places] == [
        (named.post, world.staff, world.today - timedelta(days=1)),
        ("Another Manager", None, None),
    ]
    act = Act.objects.filter(verb="team_changed", project_key=str(project.pk)).latest("pk")
    assert act.after["post"] == "Another Manager"


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_bring_each_project_in_once(tracker):
    world = w.make_world()
    found: list = []

    def run() -> None:
        try:
            found.append(counts(bring(world, tracker())))
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # The second waits for the first; a database that will not wait so long lets it try again.
    assert (21, 19, 1, 0, 1) in found
    second = next(one for one in found if one != (21, 19, 1, 0, 1))
    assert second == (21, 0, 0, 20, 1) or isinstance(second, OperationalError)
    assert Project.objects.count() == 19
    assert counts(bring(world, tracker())) == (21, 0, 0, 20, 1)


# The command


def command(*arguments: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("import_projects", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code)
    return out.getvalue(), 0


def test_the_command_prints_json_and_ends_with_0_or_1(world, tracker, tmp_path):
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(tracker())
    bad.write_bytes(tracker({("M05", "Approach"): "Whatever"}))

    printed, status = command(str(bad), "--json")
    assert status == 1
    assert Project.objects.count() == 0
    assert json.loads(printed)["created"] == 0

    printed, status = command(str(good), "--json", "--dry-run")
    assert (status, Project.objects.count()) == (0, 0)
    printed, status = command(str(good), "--json")
    told = json.loads(printed)
    assert status == 0
    assert {
        name: told[name] for name in ("rows", "created", "updated", "unchanged", "left_out")
    } == {
        "rows": 21,
        "created": 19,
        "updated": 1,
        "unchanged": 0,
        "left_out": 1,
    }
    assert set(told["doubts"][0]) == {"sheet", "row", "column", "read", "made_of", "message"}


def told_of(printed: str) -> dict:
    """Return what was printed; nothing was written."""
    told = json.loads(printed)
    counted = {name: told.pop(name) for name in ("created", "updated", "unchanged", "left_out")}
    assert set(counted.values()) == {0}
    assert told.pop("rows") == 0
    assert Project.objects.count() == 0
    return told


def test_a_refused_file_is_told_as_json_too(world, tracker, tmp_path):
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(tracker())
    bad.write_bytes(b"nothing")
    for arguments, words in [
        ([str(bad)], "plain text"),
        ([str(tmp_path / "absent.xlsx")], "cannot be read"),
        ([str(good), "--partnership", "nowhere"], "There is: moray"),
    ]:
        printed, status = command(*arguments, "--json")

        assert status == 1
        (doubt,) = told_of(printed)["doubts"]
        assert words in doubt.pop("message")
        assert doubt == {"sheet": "", "row": 0, "column": "", "read": "", "made_of": ""}


def test_a_comment_on_a_cell_is_kept_on_the_project_once(world, tracker):
    book = load_workbook(BytesIO(tracker()))
    book["Tracker"]["J5"].comment = Comment("Moved on in May.", "An author")
    file = BytesIO()
    book.save(file)

    first = bring(world, file.getvalue())

    assert counts(first) == (21, 19, 1, 0, 1)
    note = ProjectNote.objects.get(heading="Stage (comment)")
    assert (note.project.tracker_reference, note.text) == ("M01", "Moved on in May.")
    assert counts(bring(world, file.getvalue())) == (21, 0, 0, 20, 1)
    assert ProjectNote.objects.filter(heading="Stage (comment)").count() == 1


def test_the_command_says_in_words_what_it_did(world, tracker, tmp_path):
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(tracker())

    printed, _ = command(str(path), "--partnership", "moray")

    assert "21 rows: 19 created, 1 updated, 0 unchanged, 1 left out" in printed
    assert "left out" in printed


def test_the_command_refuses_in_a_sentence(world, tmp_path):
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(b"nothing")
    for arguments, words in [
        ([str(path)], "Excel"),
        ([str(tmp_path / "absent.xlsx")], "cannot be read"),
        ([str(path), "--partnership", "nowhere"], "There is: moray"),
    ]:
        with pytest.raises(CommandError, match=words):
            call_command("import_projects", *arguments)


# The page


def upload(client, content: bytes, partnership=None, name: str = "tracker.xlsx"):
    file = SimpleUploadedFile(name, content)
    partnership = partnership or Partnership.objects.get(code="moray")
    return client.post(reverse("desk:import"), {"partnership": partnership.pk, "file": file})


def key_on(response) -> str:
    return response.context["key"]


def bring_in(client, key: str):
    return client.post(reverse("desk:import_bring_in"), {"key": key})


def test_the_page_shows_first_and_brings_in_then(world, as_, tracker):
    officer = as_("officer")

    shown = upload(officer, tracker())

    assert shown.status_code == 200
    assert Project.objects.count() == 0
    text = shown.content.decode()
    assert "Nothing is written yet" in text
    assert "Winter plan 2026/27" in text
    assert "Children&#x27;s Services Partnership / CPB" in text
    files = list(Path(settings.DATA_DIR, "imports").iterdir())
    assert len(files) == 1
    assert files[0].stat().st_mode & 0o077 == 0

    done = bring_in(officer, key_on(shown))

    assert done.status_code == 302
    assert Project.objects.count() == 19
    assert list(Path(settings.DATA_DIR, "imports").iterdir()) == []
    listed = officer.get(done["Location"]).content.decode()
    assert "tracker.xlsx: 21 rows read, 19 created, 1 updated, 0 unchanged, 1 left out." in listed
    again = bring_in(officer, key_on(shown))
    assert again.status_code == 409
    assert "Choose it again" in again.content.decode()
    assert Project.objects.count() == 19


def test_a_tracker_in_error_cannot_be_brought_in(world, as_, tracker):
    shown = upload(as_("officer"), tracker({("M05", "Stage"): "Whenever"}))

    assert shown.status_code == 422
    assert "To be corrected (1)" in shown.content.decode()
    assert not Path(settings.DATA_DIR, "imports").exists()


def test_another_session_another_file_or_an_hour_later_brings_nothing_in(world, as_, tracker):
    officer, admin = as_("officer"), as_("admin")
    key = key_on(upload(officer, tracker()))
    path = Path(settings.DATA_DIR, "imports", key)

    assert bring_in(admin, key).status_code == 409
    assert bring_in(officer, "../cycle.sqlite3").status_code == 409
    assert officer.post(reverse("desk:import_bring_in")).status_code == 409
    content = path.read_bytes()
    path.write_bytes(content + b"x")
    assert bring_in(officer, key).status_code == 409
    path.write_bytes(content)
    old = time.time() - KEPT_SECONDS - 1
    os.utime(path, (old, old))
    assert bring_in(officer, key).status_code == 409
    assert Project.objects.count() == 0
    upload(officer, tracker())
    assert not path.exists()


def test_a_kept_file_that_is_gone_is_refused():
    kept = keep_file(BytesIO(b"content"))
    assert waiting_file(kept.key, kept.sha256) == b"content"

    for key, sha256 in [(kept.key, "0" * 64), ("x" * 32, kept.sha256), ("../..", kept.sha256)]:
        with pytest.raises(Refusal) as refused:
            waiting_file(key, sha256)
        assert refused.value.code == "file_gone"


def test_a_hostile_file_is_an_error_of_the_form(world, as_):
    for content in (b"\x00\x01", b"PK\x03\x04junk"):
        refused = upload(as_("officer"), content)
        assert refused.status_code == 422
        assert refused.context["form"].errors["file"]
    too_large = upload(as_("officer"), b"0" * (10 * 1024 * 1024 + 1))
    assert "larger than 10 MB" in too_large.content.decode()
    nothing = as_("officer").post(reverse("desk:import"), {})
    assert "Choose the tracker’s file." in nothing.content.decode()


def test_a_partnership_of_others_cannot_be_chosen(world, as_, tracker):
    other = w.make_world("orkney", "ORK", "orkney.example")

    page = as_("officer").get(reverse("desk:import")).content.decode()
    refused = upload(as_("officer"), tracker(), partnership=other.partnership)

    assert "Partnership orkney" not in page
    assert refused.status_code == 422
    assert Project.objects.count() == 0


def test_who_may_open_the_page(world, as_):
    for status, names in {
        200: ("officer", "admin"),
        403: ("lead", "member", "auditor"),
        404: ("outsider",),
        302: ("",),
    }.items():
        for name in names:
            assert as_(name).get(reverse("desk:import")).status_code == status, name
            brought = as_(name).post(reverse("desk:import_bring_in"))
            assert brought.status_code == (409 if status == 200 else status), name
