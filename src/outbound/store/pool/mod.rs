//! The pool of contacts of a campaign: who may be leased, who holds whom, who is held back, what came of it.
//!
//! A contact that is neither finished nor held stands in a bucket (its segment and time zone) and may be looked at from
//! `available_at` on. Statements that find contacts by id must not say both "not finished" and "not held": SQLite would
//! then walk the buckets' index instead of the key.

mod admitted;
mod callbacks;
mod candidates;
mod counts;
mod follow;
mod guard;
mod holds;
mod leases;
mod rows;
mod segments;
mod states;
mod work;

pub(in crate::outbound) use admitted::add;
pub(in crate::outbound) use callbacks::{callbacks_after, due_callbacks};
pub(in crate::outbound) use candidates::{Wanted, longest_waiting, waiting_buckets};
pub(in crate::outbound) use counts::{CountRow, counts};
pub(in crate::outbound) use follow::follow_contact;
pub(in crate::outbound) use guard::{is_only_writer, lock_for_lifting, may_hold};
pub(in crate::outbound) use holds::{
    FILTERED_OUT, hold, hold_phones, let_back, postpone, reopen, reopen_phones,
};
pub(in crate::outbound) use leases::{
    Next, attempt, contact, extend, finish, grant, insert_leases, lease, member, members, release,
    start, those_in,
};
pub(in crate::outbound) use rows::{AttemptRow, BucketRow, CandidateRow, LeaseRow, PoolRow};
pub(in crate::outbound) use segments::{
    OpenCount, OpenRow, assign_segment, open_after, open_by_zone_and_segment, untried,
};
pub(in crate::outbound) use states::states;
pub(in crate::outbound) use work::{
    NextStep, PutBack, does_any_call_run, drop_overdue, enter_step, filter_out, finish_persons,
    last_codes, leave_step, let_in, put_back, put_in_for_event, queue_untried, stranded_at_step,
    what_is_left,
};
