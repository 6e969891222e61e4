"""Every handler that writes, and what many at once come to. A handler without a row fails its test."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desk.project.project import ProjectState
from handlers.core.ids import Action, View
from tests.at_once import briefs, feedback, people, work
from tests.support.house import House, Trial

Row = Callable[[House], Trial]

TABLE: dict[str, tuple[Row, ...]] = {
    # deliverables, projects, tables
    "verb add": (work.adding,),
    f"view {View.ADD}": (work.adding,),
    f"action {Action.DELIVERABLE_DONE}": (work.finishing,),
    f"action {Action.DELIVERABLE_MENU}": (work.finishing,),
    f"view {View.DELIVERABLE}": (work.changing,),
    f"view {View.DELIVERABLE_OVERRIDE}": (work.beginning_all_the_same,),
    f"action {Action.HANDOVER_ALL}": (work.handing_on,),
    f"action {Action.PROJECT_HOLD}": (partial(work.switching, after=ProjectState.ON_HOLD),),
    f"action {Action.PROJECT_RESUME}": (partial(work.switching, after=ProjectState.ACTIVE),),
    f"action {Action.PROJECT_CLOSE}": (partial(work.switching, after=ProjectState.CLOSED),),
    f"view {View.PROJECT}": (work.starting_projects,),
    f"action {Action.STATUS_SHARE}": (work.sharing,),
    f"action {Action.STATUS_POST}": (work.posting,),
    "verb import": (work.checking_a_table,),
    f"view {View.IMPORT}": (work.checking_a_table,),
    f"view {View.IMPORT_CHECKED}": (work.importing,),
    f"action {Action.IMPORT_WRITE}": (work.importing,),
    f"action {Action.UNDO}": (work.undoing,),
    # briefs
    f"view {View.BRIEF}": (
        briefs.first_briefs_of_new_projects,
        briefs.first_briefs_of_one_project,
        briefs.next_versions,
    ),
    f"view {View.BRIEF_MORE}": (briefs.second_pages,),
    f"action {Action.BRIEF_PROJECT}": (briefs.choosing_in_a_form,),
    f"action {Action.BRIEF_TEMPLATE}": (briefs.choosing_in_a_form,),
    f"action {Action.BRIEF_DISCARD}": (briefs.throwing_a_draft_away,),
    "word brief ask": (briefs.asking,),
    "word brief answer": (briefs.answering,),
    f"view {View.QUESTION_ANSWER}": (briefs.answering,),
    f"action {Action.QUESTION_ADD}": (partial(briefs.taking_up_findings, action=Action.QUESTION_ADD),),
    f"action {Action.QUESTION_ADD_ALL}": (
        partial(briefs.taking_up_findings, action=Action.QUESTION_ADD_ALL),
    ),
    f"view {View.RELAY_PLAY}": (briefs.playing_back,),
    f"view {View.RELAY_ASK}": (briefs.asking_back,),
    f"view {View.RELAY_DECLINE}": (briefs.declining,),
    f"view {View.RELAY_CORRECT}": (briefs.correcting,),
    f"action {Action.RELAY_CONFIRM}": (briefs.confirming,),
    f"action {Action.RELAY_AGAIN}": (briefs.relaying_again,),
    # feedback
    f"view {View.FEEDBACK}": (feedback.first_page,),
    f"view {View.FEEDBACK_CHECK}": (feedback.capturing,),
    f"view {View.FEEDBACK_GUEST}": (feedback.sending,),
    f"view {View.FEEDBACK_KINDS}": (feedback.retyping,),
    f"action {Action.FEEDBACK_PROJECT}": (feedback.choosing_in_a_form,),
    f"action {Action.FEEDBACK_DELIVERABLE}": (feedback.choosing_in_a_form,),
    f"action {Action.FEEDBACK_RESTORE}": (feedback.taking_a_draft_up,),
    f"action {Action.FEEDBACK_DISCARD}": (feedback.throwing_a_draft_away,),
    f"action {Action.FEEDBACK_DONE}": (feedback.closing,),
    f"action {Action.FEEDBACK_DONE_LISTED}": (feedback.closing,),
    f"action {Action.FEEDBACK_REOPEN}": (feedback.reopening,),
    # people
    "verb off": (people.taking_leave,),
    f"action {Action.LEAVE_CHOOSE}": (people.choosing_a_leave,),
    "verb todo": (people.adding_todos,),
    f"action {Action.TODO_DONE}": (people.ticking,),
    f"action {Action.TODO_TICK}": (people.ticking,),
    f"action {Action.TODO_DROP}": (people.dropping,),
    "verb remind": (people.reminding,),
    f"action {Action.TODO_CHOOSE}": (people.choosing_a_time,),
    f"action {Action.TODO_ASK}": (people.asking_again,),
    f"action {Action.TODO_FORGET}": (people.forgetting,),
    f"action {Action.TODO_LATER}": (partial(people.putting_off, action=Action.TODO_LATER),),
    f"action {Action.TODO_TOMORROW}": (partial(people.putting_off, action=Action.TODO_TOMORROW),),
    f"action {Action.HOME_LANGUAGE}": (people.choosing_in_the_home,),
    f"action {Action.HOME_HOUR}": (people.choosing_in_the_home,),
    f"action {Action.HOME_QUIET_FROM}": (people.choosing_in_the_home,),
    f"action {Action.HOME_QUIET_TO}": (people.choosing_in_the_home,),
    f"action {Action.SPEAK_VI}": (partial(people.speaking, language="vi"),),
    f"action {Action.SPEAK_EN}": (partial(people.speaking, language="en"),),
    f"action {Action.LEAVE_END}": (people.coming_back,),
    f"view {View.MY_SETTINGS}": (people.setting_ones_own,),
    # the company
    f"view {View.PERSON}": (people.demoting_each_other, people.demoting_in_a_ring),
    f"view {View.ADMIN}": (people.setting_the_company,),
    f"view {View.CALENDAR_DAY}": (people.setting_a_day,),
    f"action {Action.ADMIN_DAY_DROP}": (people.dropping_a_day,),
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
