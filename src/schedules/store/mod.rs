//! Rows of schedules, their shifts and versions, and calendar links.

mod amend;
mod calendar_links;
mod fairness;
mod schedules;
mod shifts;
mod versions;

pub(super) use amend::{live_shifts, lock_live, published_shift};
pub(super) use calendar_links::{
    CalendarLinkRow, calendar_link, calendar_link_by_secret, delete_calendar_link,
    replace_calendar_link,
};
pub(super) use fairness::{FairnessRow, delete_fairness, fairness, insert_fairness};
pub(super) use schedules::{
    Publication, ScheduleRow, StoredDraft, archive, claim_version, delete_draft, documents, insert,
    lock_all_of, mark_published, page, published_over, schedule, schedule_ids_of_runs,
    schedule_of_run, write_heads,
};
pub(super) use shifts::{
    ShiftRow, agents_with_shifts, delete_shifts, insert_shifts, published_shifts, shifts_of,
};
pub(super) use versions::{
    ChangeRow, VersionRow, changes_of, changes_of_agent, insert_version, versions_before,
};
