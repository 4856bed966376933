//! The pool of contacts of a campaign: who may be leased, who holds whom, who is held back, what came of it.
//!
//! A contact that is neither finished nor held stands in a bucket (its segment and time zone) and may be looked at from
//! `available_at` on. Statements that find contacts by id must not say both "not finished" and "not held": SQLite would
//! then walk the buckets' index instead of the key.

mod admitted;
mod callbacks;
mod candidates;
mod counts;
mod holds;
mod leases;
mod rows;
mod states;
mod work;

pub(in crate::outbound) use admitted::add;
pub(in crate::outbound) use callbacks::{callbacks_after, due_callbacks};
pub(in crate::outbound) use candidates::{Wanted, buckets, longest_waiting};
pub(in crate::outbound) use counts::{CountRow, counts, open_by_zone};
pub(in crate::outbound) use holds::{
    FILTERED_OUT, hold, hold_phones, postpone, reopen, reopen_phones, resume_phones,
};
pub(in crate::outbound) use leases::{
    attempt, contact, extend, finish, grant, insert_leases, lease, member, release, start,
};
pub(in crate::outbound) use rows::{AttemptRow, BucketRow, CandidateRow, LeaseRow, PoolRow};
pub(in crate::outbound) use states::states;
pub(in crate::outbound) use work::{
    NextStep, PutBack, does_any_call_run, drop_overdue, enter_step, filter_out, finish_persons,
    last_codes, leave_step, let_in, put_back, put_in_for_event, queue_untried, stranded_at_step,
    what_is_left,
};
