"""Every address of the product, and who looks at it where; or why it is no page."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser import driving as d

TRACKER = "tests/data/moray_change_tracker.xlsx"
POST = "takes a form, and leads back to the page it stands on"
YES_TO_ALL = "?" + "&".join(f"{name}=yes" for name in d.INTAKE)
NO_TO_ALL = YES_TO_ALL.replace("yes", "no")


@dataclass(frozen=True)
class Look:
    """One look at an address.

    who: a person of the demonstration by name, or "" for a visitor. at: the parts of the address,
    words of the projects' facts or as they are. then: what is done there before looking. is_wrong:
    the page says what was wrong with a form.
    """

    who: str = "lead"
    at: str = ""
    query: str = ""
    status: int = 200
    then: Callable[[Page], None] | None = None
    is_wrong: bool = False


def wrong(who: str = "lead", at: str = "", form: str = "main form[method=post]") -> Look:
    """Return the look at a page after its form was sent with nothing in it."""
    return Look(who, at, then=lambda page: d.send_empty(page, form), is_wrong=True)


def by_all(at: str, *people: str) -> list[Look]:
    return [Look(who, at) for who in people]


# -- What is done at a page before it is looked at --------------------------------------------


def look_once_more(page: Page) -> None:
    d.fill_minute(page, "approve_with_conditions", **d.a_condition())
    with page.expect_navigation():
        page.locator("button[name=look]").click()
    page.get_by_role("button", name="Record this decision").wait_for()


def leave_a_condition_open(page: Page) -> None:
    d.fill_minute(page, "approve_with_conditions", **{"conditions-0-text": "Publish it."})
    with page.expect_navigation():
        page.locator("button[name=look]").click()


def look_at_a_vote(page: Page) -> None:
    votes = {"Chief Officer": "for", "Health board representative": "for"}
    d.fill_item(
        page,
        "approve_with_conditions",
        votes | {"Deputy for unpaid carers": "abstained"},
        confirms_major="no",
        **d.a_condition(),
    )
    with page.expect_navigation():
        page.locator("button[name=look]").click()
    page.get_by_role("button", name="Record this decision").wait_for()


def leave_a_vote_out(page: Page) -> None:
    d.fill_item(page, "approve", {"Chief Officer": "for"}, confirms_major="no")
    with page.expect_navigation():
        page.locator("button[name=look]").click()


def reply_once_more(page: Page) -> None:
    d.tick(page, "[name=vote][value=against]")
    page.fill("[name=words]", "Let us talk about it first.")
    d.press(page, "Look at it once more")
    page.get_by_role("button", name="Give this reply").wait_for()


def let_nobody_in(page: Page) -> None:
    d.press(page, "Is there")
    page.get_by_text("Choose who came in.").wait_for()


def read_tracker(page: Page) -> None:
    page.set_input_files("[name=file]", TRACKER)
    d.press(page, "See what would be made of it")
    page.get_by_role("heading", name="To be checked").wait_for()


def bring_in_what_is_gone(page: Page) -> None:
    read_tracker(page)
    page.locator("[name=key]").evaluate("one => { one.value = 'another' }")
    d.press(page, "Bring these projects in")
    page.get_by_role("heading", name="Somebody was first").wait_for()


def add_a_line(page: Page) -> None:
    with page.expect_navigation():
        page.locator("button[name=add]").first.click()


def open_all(page: Page) -> None:
    page.locator("main details:not([open]) > summary").evaluate_all(
        "found => found.forEach(one => one.click())"
    )


def put_too_early(page: Page) -> None:
    d.press(page, "Put the Plan stage", exact=False)


def reset_password(page: Page) -> None:
    page.fill("[name=email]", "lead@demo.example")
    d.press(page, "Send the link")


def sign_in_without_a_token(page: Page) -> None:
    page.context.clear_cookies(name="csrftoken")
    page.fill("[name=login]", "lead@demo.example")
    d.press(page, "Sign in")
    page.get_by_role("heading", name="That did not work").wait_for()


def sign_in_too_often(page: Page) -> None:
    for _ in range(4):
        d.send_empty(page, "main form[method=post]")
        if page.get_by_role("heading", name="Too many tries").count():
            return
    raise AssertionError("the sign-in page lets anybody try for ever")


# -- The addresses ------------------------------------------------------------------------------

SPG_PROJECTS = ("draft", "acceptance", "plan", "ijb", "watch", "restricted", "second_cycle")
SLT_PROJECTS = ("analyse_gate", "deferred", "implement", "stopped", "hold", "closed")
PARTS = ("focus", "governance", "resources", "stakeholders", "products", "timescales")

ADDRESSES: dict[str, list[Look] | str] = {
    "desk:home": by_all("", "lead", "officer", "chair", "admin", "outsider"),
    "desk:search": [Look(), Look(query="?q=care"), Look(query="?q=zzzz"), Look(query="?q=-")],
    "desk:import": [
        wrong("officer"),
        Look("officer", then=read_tracker),
        Look("officer", then=bring_in_what_is_gone),
    ],
    "desk:import_bring_in": POST,
    "desk:projects_csv": "a CSV file",
    "desk:projects": [
        Look(),
        Look("officer", query="?words=zzzz"),
        Look("officer", query="?words=care&stage=nowhere&mine=1"),
    ],
    "desk:propose": [
        Look(),
        Look(query="?asked=yes", status=422, is_wrong=True),
        Look(query=NO_TO_ALL),
        Look("officer", query=YES_TO_ALL),
        Look(query=YES_TO_ALL, then=lambda page: d.send_empty(page), is_wrong=True),
    ],
    "desk:project": [
        *[Look("lead", at) for at in SPG_PROJECTS],
        *[Look("teammate", at) for at in SLT_PROJECTS],
        Look("officer", "carried_over"),
        Look("member", "plan"),
        Look("chair", "analyse_gate"),
        Look("outsider", "plan", status=404),
    ],
    "desk:timeline": [Look(at="second_cycle"), Look(at="plan", query="?before=1")],
    "desk:as_it_was": [
        Look(at="plan"),
        Look(at="plan", query="?on={today}"),
        Look(at="plan", query="?on=2001-01-01"),
        Look(at="plan", query="?on=2099-01-01", is_wrong=True),
    ],
    "projects:team_role_labels": [wrong("admin")],
    "projects:project_change": [wrong("officer", "carried_over")],
    "projects:team": [Look(at="plan"), Look("officer", "carried_over")],
    "projects:team_add": [wrong(at="plan")],
    "projects:team_end": [wrong(at="plan place")],
    "projects:assessments": [Look(at="plan")],
    "projects:assessment_add": [wrong(at="plan")],
    "projects:assessment_change": [wrong(at="plan assessment")],
    "projects:engagement": [Look(at="plan"), Look(at="draft")],
    "projects:engagement_add": [wrong(at="plan")],
    "projects:engagement_correct": [wrong(at="plan engagement")],
    "projects:brief": [
        *[Look(at=at) for at in ("draft", "acceptance", "second_cycle")],
        Look("member", "draft"),
    ],
    "projects:brief_version": [Look(at="second_cycle 1"), Look("ijb", "plan 1")],
    "projects:brief_differences": [Look(at="second_cycle 2")],
    "projects:brief_working_differences": [Look(at="second_cycle 1")],
    "projects:brief_part": [
        *[Look(at=f"draft {part}") for part in PARTS],
        *[Look("auditor", f"plan {part}") for part in ("focus", "resources")],
        *[wrong(at=f"plan {part}") for part in ("resources", "timescales")],
        Look(at="plan stakeholders", then=add_a_line),
    ],
    "governance:stage": [
        *[Look("lead", at, then=open_all) for at in ("draft", "plan", "second_cycle", "watch")],
        *[Look("officer", at) for at in ("deferred", "stopped", "closed", "hold")],
        Look(at="plan", then=put_too_early, is_wrong=True),
    ],
    "governance:put": POST,
    "governance:put_brief": POST,
    "governance:review": [
        Look("lead", "acceptance review_of_acceptance", then=open_all),
        Look("member", "ijb review_of_ijb", then=open_all),
        Look("chair", "analyse_gate review_of_analyse_gate", then=open_all),
        Look("officer", "plan review_of_plan", then=open_all),
        Look("member3", "implement review_of_implement"),
    ],
    "governance:decide": [
        Look("chair", "analyse_gate review_of_analyse_gate"),
        wrong("officer", "acceptance review_of_acceptance"),
        Look("officer", "ijb review_of_ijb", then=look_once_more),
        Look("officer", "ijb review_of_ijb", then=leave_a_condition_open, is_wrong=True),
        Look("lead", "analyse_gate review_of_analyse_gate", status=403),
    ],
    "governance:withdraw": POST,
    "governance:round_ask": [
        wrong("officer", "acceptance review_of_acceptance"),
        Look("member", "acceptance review_of_acceptance", status=403),
    ],
    "governance:round": [
        *by_all("round", "member", "member3", "officer"),
        Look("lead", "round", status=403),
    ],
    "governance:round_reply": [
        wrong("member", "round"),
        Look("member", "round", then=reply_once_more),
        Look("member3", "round", status=409),
    ],
    "governance:round_end": [wrong("officer", "round")],
    "governance:round_decide": [Look("chair", "round"), wrong("officer", "round")],
    "governance:escalations": [
        Look(at="plan"),
        Look("officer", "implement"),
        Look("sponsor", "draft"),
        Look("outsider", "plan", status=404),
    ],
    "governance:escalate": [wrong(at="plan"), Look("officer", "carried_over")],
    "governance:escalation": [
        *by_all("plan passed_on", "lead", "member"),
        Look("officer", "plan waits"),
        *by_all("plan with_the_board", "ijbchair", "officer"),
        Look("teammate", "implement answered"),
    ],
    "governance:escalation_pass_on": [wrong("officer", "plan waits")],
    "governance:escalation_answer": [wrong("ijbchair", "plan with_the_board")],
    "governance:course": [
        wrong("officer", "plan"),
        Look("officer", "hold"),
        Look("officer", "closed"),
    ],
    "governance:conditions": [Look(at="plan"), Look(at="draft")],
    "governance:condition": [
        wrong("officer", "plan condition"),
        Look(at="plan condition"),
    ],
    "governance:condition_discharge": POST,
    "governance:condition_met": [wrong(at="plan condition")],
    "governance:condition_discharge_by_body": [
        wrong("officer", "plan condition_kept"),
        Look("lead", "plan condition_kept", status=403),
    ],
    "governance:rescind": [
        wrong("officer", "plan decision_of_plan"),
        Look("member", "plan decision_of_plan", status=403),
    ],
    "governance:supersede": [wrong("officer", "plan decision_of_plan")],
    "governance:item_discharge": [wrong("officer", "meeting_now item_condition")],
    "governance:accept_reason": [wrong("officer", "second_cycle left_out")],
    "governance:evidence_file": "a file",
    "governance:project_decisions": [Look(at="plan"), Look(at="draft")],
    "governance:decisions": [Look(), Look(query="?page=9")],
    "governance:directions": [
        *by_all("", "lead", "officer"),
        Look(query="?state=superseded&recipients=council"),
        Look(query="?state=draft"),
    ],
    "governance:direction": [
        *[Look(at=at) for at in ("direction_before", "direction_after", "direction_draft")],
        *by_all("direction_now", "lead", "officer"),
        Look("officer", "direction_draft"),
        Look("outsider", "direction_now", status=404),
    ],
    "governance:direction_add": [
        wrong("officer", "body_ijb"),
        Look("officer", "body_spg", status=409),
    ],
    "governance:direction_change": [wrong("officer", "direction_draft")],
    "governance:direction_issue": [wrong("officer", "direction_draft")],
    "governance:direction_progress": [
        wrong("officer", "direction_now"),
        Look("lead", "direction_now", status=403),
    ],
    "governance:direction_complete": [wrong("officer", "direction_now")],
    "governance:body": [
        *[Look(who, "body_spg") for who in ("lead", "officer")],
        *[Look(who, "body_cpb") for who in ("lead", "admin")],
        Look("officer", "body_ijb", query="?on=2001-01-01"),
        Look("officer", "body_spg", query="?on=2200-01-01", is_wrong=True),
        Look("outsider", "body_spg", status=404),
    ],
    "governance:body_coverage": [Look(at="body_spg"), Look(at="body_ijb"), Look(at="body_slt")],
    "governance:rehearse": [
        *by_all("body_spg", "member", "officer"),
        Look("member", "body_spg", query="?on={today}&there={chair}&there=0&withdraws={chair}"),
        Look("ijb", "body_ijb", query="?on={today}&there={person_ijb}&there={ijbchair}"),
        Look("chair", "body_slt", query="?on=2001-01-01"),
        Look("officer", "body_spg", query="?on=", is_wrong=True),
        Look("lead", "body_spg", status=403),
    ],
    "governance:orders_set": [wrong("officer", "body_spg"), Look("admin", "body_cpb")],
    "governance:kind_add": [wrong("officer", "body_spg")],
    "governance:voting_set": [wrong("officer", "body_ijb kind")],
    "governance:seat_add": [wrong("officer", "body_ijb kind")],
    "governance:seat_end": [wrong("officer", "body_spg seat")],
    "governance:seat_member": [
        wrong("officer", "body_spg seat"),
        Look("lead", "body_spg seat", status=403),
    ],
    "governance:seating_end": [wrong("officer", "body_spg seating")],
    "governance:proxy_add": [wrong("officer", "body_spg")],
    "governance:proxy_end": [wrong("officer", "body_spg proxy")],
    "governance:delegations": [*by_all("body_spg", "lead", "chair"), Look("lead", "body_cpb")],
    "governance:delegation_make": [
        wrong("chair", "body_spg"),
        Look("officer", "body_ijb"),
        Look("lead", "body_spg", status=403),
    ],
    "governance:delegation_end": [
        wrong("chair", "body_spg delegation"),
        Look("officer", "body_spg delegation", status=403),
    ],
    "governance:programme": [
        *by_all("body_spg", "lead", "officer"),
        Look("officer", "body_spg", query="?year=2020"),
        Look("lead", "body_cpb"),
    ],
    "governance:programme_assure": [
        wrong("officer", "body_spg"),
        Look("lead", "body_spg", status=403),
    ],
    "governance:assurance": by_all("body_spg assurance", "lead", "officer"),
    "governance:register": [
        *by_all("body_spg", "member", "officer"),
        Look("officer", "body_cpb"),
        Look("lead", "body_spg", status=403),
    ],
    "governance:interest_add": [wrong("officer", "body_spg"), Look("member", "body_spg")],
    "governance:interest_end": [wrong("officer", "body_spg interest")],
    "governance:meetings": [
        *by_all("body_spg", "member", "officer"),
        *[Look("officer", at) for at in ("body_ijb", "body_slt")],
        Look("lead", "body_spg", status=403),
    ],
    "governance:meeting_call": [
        wrong("officer", "body_spg"),
        Look("member", "body_spg", status=403),
    ],
    "governance:meeting": [
        *[Look("officer", at) for at in ("meeting_held", "meeting_now", "meeting_coming")],
        *by_all("meeting_now", "chair", "member3", "deputy"),
        Look("officer", "meeting_now", then=let_nobody_in),
        Look("officer", "meeting_board"),
    ],
    "governance:meeting_minute": [
        *[Look("member", at) for at in ("meeting_held", "meeting_now", "meeting_coming")],
        Look("ijb", "meeting_held", status=403),
    ],
    "governance:meetings_call": [wrong("officer", "body_spg")],
    "governance:papers_send": [
        Look("officer", "meeting_coming"),
        Look("member", "meeting_coming", status=403),
    ],
    "governance:meeting_cancel": [wrong("officer", "meeting_coming")],
    "governance:meeting_open": POST,
    "governance:meeting_close": [Look("officer", "meeting_now")],
    "governance:agenda_fill": POST,
    "governance:arrive": POST,
    "governance:leave": POST,
    "governance:item_add": [wrong("officer", "meeting_now")],
    "governance:item": [
        *[Look("officer", f"meeting_held {item}") for item in ("item_decided", "item_left")],
        *[Look("chair", f"meeting_now {item}") for item in ("item_put", "item_other")],
        Look("member", "meeting_now item_put"),
        Look("ijbchair", "meeting_board item_board"),
    ],
    "governance:item_move": POST,
    "governance:item_back": POST,
    "governance:declare": [
        wrong("member3", "meeting_now item_put"),
        wrong("ijb", "meeting_board item_board"),
    ],
    "governance:item_take": [wrong("officer", "meeting_now item_other")],
    "governance:item_exempt": [wrong("officer", "meeting_now item_other")],
    "governance:item_public": POST,
    "governance:item_withdraw": [wrong("officer", "meeting_now item_other")],
    "governance:item_defer": [
        wrong("officer", "meeting_now item_other"),
        Look("officer", "meeting_board item_board"),
    ],
    "governance:item_decide": [
        Look("chair", "meeting_now item_put"),
        wrong("officer", "meeting_now item_put"),
        Look("officer", "meeting_now item_put", then=look_at_a_vote),
        Look("officer", "meeting_now item_put", then=leave_a_vote_out, is_wrong=True),
        Look("member3", "meeting_now item_put", status=403),
    ],
    "cycle:deliverable": [
        Look(at="plan deliverable", then=open_all),
        Look("sponsor", "hold deliverable_ready"),
        Look("teammate", "analyse_gate deliverable_at_gate"),
        wrong(at="plan deliverable", form="form[action$='/files/']"),
        wrong(at="plan deliverable", form="form[action$='/links/']"),
    ],
    "cycle:deliverable_change": POST,
    "cycle:evidence_add_file": POST,
    "cycle:evidence_add_link": POST,
    "cycle:deliverable_accept": POST,
    "cycle:progress": [Look(at="plan"), Look("member", "implement")],
    "cycle:progress_give": [wrong(at="plan")],
    "cycle:review_points": [Look(at="plan", then=open_all), Look(at="watch")],
    "cycle:review_point_set": [wrong(at="watch", form="form[action$='/review-points/new/']")],
    "cycle:review_point_hold": [wrong(at="plan point")],
    "cycle:resume": POST,
    "cycle:close": [wrong("officer", "stopped")],
    "reports:list": [Look("officer")],
    "reports:issue": [wrong("officer")],
    "reports:file": "a PDF file",
    "reports:pack": [
        Look("officer", "meeting_coming"),
        Look("member", "meeting_now"),
        Look("lead", "meeting_coming", query="?for=public"),
        Look("lead", "meeting_coming", status=403),
        Look("lead", "meeting_now", query="?for=public", status=404),
    ],
    "reports:pack_pdf": "a PDF file",
    "reports:minute_pdf": "a PDF file",
    "notifications:inbox": [Look(), Look("outsider"), Look(query="?from=50")],
    "notifications:open": POST,
    "roles:people": by_all("", "admin", "member"),
    "roles:invite": [wrong("admin"), Look("lead", status=403)],
    "roles:give_role": [wrong("admin")],
    "roles:end_role": [wrong("admin", "held_role")],
    "roles:matrix": [Look()],
    "roles:bodies": [Look()],
    "public:help": [Look("")],
    "public:accessibility": [Look("")],
    "public:privacy": [Look("")],
    "public:source": [Look("")],
    "public:source_download": "a zip file",
    "account_login": [
        Look(""),
        wrong(""),
        Look("", then=sign_in_without_a_token),
        Look("", then=sign_in_too_often),
    ],
    "account_logout": [Look()],
    "account_signup": [Look("")],
    "account_inactive": [Look("")],
    "account_change_password": [wrong()],
    "account_set_password": [wrong("member2")],
    "account_reset_password": [wrong(""), Look("", then=reset_password)],
    "account_reset_password_done": [Look("")],
    "account_reset_password_from_key": [
        Look("", "1 used-up"),
        Look("", "id_of_lead key_of_lead"),
        wrong("", "id_of_lead key_of_lead"),
    ],
    "account_reset_password_from_key_done": [Look("")],
    "livez": "text for a probe",
    "readyz": "JSON for a probe",
    "admin": "Django's own pages, for operators",
}
