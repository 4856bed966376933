//! Rows of schedules, shifts and calendar links.

mod amend;
mod calendar_links;
mod fairness;
mod schedules;
mod shifts;

pub(super) use amend::{
    delete_shifts, live_shifts, lock_live, published_shift, raise_version, rewrite_shift,
};
pub(super) use calendar_links::{
    CalendarLinkRow, calendar_link, calendar_link_by_secret, delete_calendar_link,
    replace_calendar_link,
};
pub(super) use fairness::{FairnessRow, delete_fairness, fairness, insert_fairness};
pub(super) use schedules::{
    Publication, ScheduleRow, StoredDraft, archive, delete_draft, documents, insert, lock_all_of,
    mark_published, page, published_over, schedule, schedule_of_run,
};
pub(super) use shifts::{ShiftRow, insert_shifts, published_shifts, shifts_of};
