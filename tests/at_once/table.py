"""Every handler that writes, and what many at once come to. A handler without a row fails its test.

A feature may also keep its rows in a module of its own beside this one, as its `TABLE`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import partial
from importlib import import_module

import tests.at_once
from desk.project.project import ProjectState
from handlers.brief.brief_ids import BriefAction, BriefView
from handlers.brief.question_views import QuestionAction, QuestionView
from handlers.brief.relay_views import RelayAction, RelayView
from handlers.day.home_ids import PAGES, HomeAction
from handlers.day.mine_views import LanguageAction
from handlers.day.saying_views import SayingView
from handlers.day.todo_views import TodoAction
from handlers.day.wrap_views import WrapAction
from handlers.feedback.feedback_views import FeedbackAction, FeedbackView
from handlers.history.undo_views import UndoAction
from handlers.people.admin_views import AdminAction, AdminView
from handlers.people.leave_views import LeaveAction
from handlers.project.placing_views import PlacingAction
from handlers.project.project_views import ProjectAction, ProjectView
from handlers.project.status_views import StatusAction
from handlers.work.days_off_views import DayOffAction
from handlers.work.deliverable_views import WorkAction, WorkView
from handlers.work.handover_views import HandoverAction
from handlers.work.parts_views import PartsView
from handlers.work.spreadsheet_views import ImportAction, ImportView
from handlers.work.supplier_views import SupplierView
from tests.at_once import briefs, feedback, people, work
from tests.support.house import House, Trial

Row = Callable[[House], Trial]

TABLE: dict[str, tuple[Row, ...]] = {
    # deliverables, projects, tables
    "verb add": (work.adding,),
    f"view {WorkView.ADD}": (work.adding,),
    f"view {WorkView.ADD_ROWS}": (work.adding_rows,),
    f"action {WorkAction.DONE}": (work.finishing,),
    f"action {WorkAction.TO_CLIENT}": (work.sending,),
    f"action {WorkAction.MENU}": (work.finishing, work.taking_back),
    f"view {SupplierView.WAIT}": (work.waiting_for_a_supplier,),
    f"view {PartsView.SPLIT}": (work.splitting,),
    f"action {DayOffAction.MOVE}": (work.leaving_a_day_off,),
    f"view {WorkView.DELIVERABLE}": (work.changing,),
    f"view {WorkView.OVERRIDE}": (work.beginning_all_the_same,),
    f"action {HandoverAction.ALL}": (work.handing_on,),
    f"action {ProjectAction.HOLD}": (partial(work.switching, after=ProjectState.ON_HOLD),),
    f"action {ProjectAction.RESUME}": (partial(work.switching, after=ProjectState.ACTIVE),),
    f"action {ProjectAction.CLOSE}": (partial(work.switching, after=ProjectState.CLOSED),),
    f"view {ProjectView.PROJECT}": (work.starting_projects,),
    f"action {PlacingAction.PLACE}": (work.placing_a_brief,),
    f"action {StatusAction.POST}": (work.sharing, work.posting),
    "verb import": (work.checking_a_table,),
    f"view {ImportView.IMPORT}": (work.checking_a_table,),
    f"view {ImportView.ANSWERS}": (work.answering_about_a_table,),
    f"view {ImportView.CHECKED}": (work.importing,),
    f"action {ImportAction.WRITE}": (work.importing,),
    f"action {UndoAction.UNDO}": (work.undoing,),
    # briefs
    f"view {BriefView.BRIEF}": (
        briefs.first_briefs_of_new_projects,
        briefs.first_briefs_of_one_project,
        briefs.next_versions,
    ),
    f"view {BriefView.PASTE}": (briefs.pasting,),
    f"view {BriefView.MORE}": (briefs.second_pages,),
    f"action {BriefAction.PROJECT}": (briefs.choosing_in_a_form,),
    f"action {BriefAction.TEMPLATE}": (briefs.choosing_in_a_form,),
    f"action {BriefAction.DISCARD}": (briefs.throwing_a_draft_away,),
    "word brief ask": (briefs.asking,),
    "word brief answer": (briefs.answering,),
    "word feedback <as-said>": (feedback.saying,),
    f"view {QuestionView.ANSWER}": (briefs.answering,),
    f"action {QuestionAction.ADD}": (partial(briefs.taking_up_findings, action=QuestionAction.ADD),),
    f"action {QuestionAction.ADD_ALL}": (partial(briefs.taking_up_findings, action=QuestionAction.ADD_ALL),),
    f"view {RelayView.PLAY}": (briefs.playing_back,),
    f"action {QuestionAction.SENT}": (briefs.sending_questions,),
    f"view {RelayView.ASK}": (briefs.asking_back,),
    f"view {RelayView.DECLINE}": (briefs.declining,),
    f"view {RelayView.CORRECT}": (briefs.correcting,),
    f"action {RelayAction.CONFIRM}": (briefs.confirming,),
    f"action {RelayAction.AGAIN}": (briefs.relaying_again,),
    f"action {RelayAction.NOT_NEEDED}": (briefs.leaving_a_department_out,),
    f"action {RelayAction.NEEDED}": (briefs.taking_a_department_in,),
    # feedback
    f"view {FeedbackView.FEEDBACK}": (feedback.first_page,),
    f"view {FeedbackView.CHECK}": (feedback.capturing,),
    f"view {FeedbackView.GUEST}": (feedback.sending,),
    f"view {FeedbackView.POINTS}": (feedback.editing,),
    f"action {FeedbackAction.PROJECT}": (feedback.choosing_in_a_form,),
    f"action {FeedbackAction.DELIVERABLE}": (feedback.choosing_in_a_form,),
    f"action {FeedbackAction.TAKE}": (feedback.taking,),
    f"action {FeedbackAction.BACK}": (feedback.going_back,),
    f"action {FeedbackAction.RESTORE}": (feedback.taking_a_draft_up,),
    f"action {FeedbackAction.DISCARD}": (feedback.throwing_a_draft_away,),
    f"action {FeedbackAction.DONE}": (feedback.closing,),
    f"action {FeedbackAction.DONE_OWED}": (feedback.closing,),
    f"action {FeedbackAction.DONE_LISTED}": (feedback.closing,),
    f"action {FeedbackAction.REOPEN}": (feedback.reopening,),
    f"action {FeedbackAction.APPROVED}": (feedback.approving,),
    # people
    "verb off": (people.taking_leave,),
    f"action {LeaveAction.CHOOSE}": (people.choosing_a_leave,),
    "verb todo": (people.adding_todos,),
    f"action {TodoAction.DONE}": (people.ticking,),
    f"action {TodoAction.TICK}": (people.ticking,),
    f"action {TodoAction.DROP}": (people.dropping,),
    "verb remind": (people.reminding,),
    f"action {TodoAction.CHOOSE}": (people.choosing_a_time,),
    f"action {TodoAction.ASK}": (people.asking_again,),
    f"action {TodoAction.FORGET}": (people.forgetting,),
    f"action {TodoAction.LATER}": (partial(people.putting_off, action=TodoAction.LATER),),
    f"action {TodoAction.TOMORROW}": (partial(people.putting_off, action=TodoAction.TOMORROW),),
    f"action {HomeAction.LANGUAGE}": (people.choosing_in_the_home,),
    f"action {HomeAction.HOUR}": (people.choosing_in_the_home,),
    f"action {HomeAction.QUIET_FROM}": (people.choosing_in_the_home,),
    f"action {HomeAction.QUIET_TO}": (people.choosing_in_the_home,),
    f"action {WrapAction.OFF}": (partial(people.turning, off=True),),
    f"action {WrapAction.ON}": (partial(people.turning, off=False),),
    **{f"action {one}": (people.paging,) for one in (*PAGES, HomeAction.EARLIER, HomeAction.FURTHER)},
    f"view {SayingView.SAY}": (people.saying,),
    f"action {LanguageAction.VI}": (partial(people.speaking, language="vi"),),
    f"action {LanguageAction.EN}": (partial(people.speaking, language="en"),),
    f"action {LeaveAction.END}": (people.coming_back,),
    f"view {AdminView.MY_SETTINGS}": (people.setting_ones_own,),
    # the company
    f"view {AdminView.PERSON}": (people.demoting_each_other, people.demoting_in_a_ring),
    f"view {AdminView.ADMIN}": (people.setting_the_company,),
    f"view {AdminView.CALENDAR_DAY}": (people.setting_a_day,),
    f"action {AdminAction.DAY_DROP}": (people.dropping_a_day,),
    # what Slack tells
    "event user_change": (people.changing_a_profile,),
    "event team_join": (people.joining_the_team,),
    "event dnd_updated_user": (people.wanting_quiet,),
    "told member_joined_channel": (people.coming_in,),
    "told member_left_channel": (people.going_out,),
    "told channel_id_changed": (people.renumbering,),
    "told channel_shared": (people.telling_of_a_channel,),
    "told channel_rename": (people.telling_of_a_channel,),
    "told group_rename": (people.telling_of_a_channel,),
    "told channel_unshared": (people.telling_of_a_channel,),
    "told channel_archive": (people.telling_of_a_channel,),
    "told channel_unarchive": (people.telling_of_a_channel,),
    "told group_archive": (people.telling_of_a_channel,),
    "told group_unarchive": (people.telling_of_a_channel,),
}

for _found in pkgutil.iter_modules(tests.at_once.__path__, "tests.at_once."):
    if not _found.name.endswith((".table", ".conftest")) and ".test_" not in _found.name:
        TABLE |= getattr(import_module(_found.name), "TABLE", {})

AFTER_THE_ACK: dict[str, tuple[Row, ...]] = {"verb admin": (people.becoming_the_first_admin,)}
"""What writes once Slack has been asked something."""

ROWS: dict[str, Row] = {
    f"{name} {number}".replace(" ", "-"): row
    for row, (name, number) in {
        row: (name, number)
        for name, rows in (TABLE | AFTER_THE_ACK).items()
        for number, row in enumerate(rows)
    }.items()
}
"""Each trial once, by the name of a handler that it is for."""
