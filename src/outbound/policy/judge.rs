//! The judge: the one place that says whether a contact may be called now.
//!
//! Whoever hands out a contact, starts its call or explains why it is not called asks here. A rule of contact policy is
//! a file of [`super::rules`] that reads the terms of the policy and what [`Past`] knows, which is read once for all
//! candidates.

use std::collections::BTreeMap;

use super::callable_times::DAYS_LOOKED_AHEAD;
use super::callee_hours::CalleeHours;
use super::ground::Ground;
use super::hold_reason::HoldReason;
use super::number_zones::zone_names_of;
use super::past::Past;
use super::rules::{Case, Hold, holds, weightiest};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::store::contacts::ContactRow;
use crate::outbound::store::pool::{CandidateRow, PoolRow};
use crate::tenancy::Scope;

/// The most candidates that are judged with a fixed number of queries; more take more.
pub(in crate::outbound) const MOST_JUDGED_AT_ONCE: usize = 1_000;

/// A contact to be judged.
#[derive(Clone, Copy, Debug)]
pub(in crate::outbound) struct Candidate<'a> {
    /// Its id.
    pub contact_id: &'a str,
    /// E.164.
    pub phone: &'a str,
    /// `''` where unknown.
    pub person_id: &'a str,
    /// `''` for the list's default.
    pub time_zone: &'a str,
    /// Its own hours, as stored.
    pub permitted_hours: Option<&'a str>,
    /// Attempts made by this campaign.
    pub attempts: i32,
    /// Whether the callee was promised this call.
    pub is_promised: bool,
    /// The lease whose call runs: its attempt is not one more.
    pub running_lease: Option<&'a str>,
}

/// Rows of the pool, read whole or for leasing only, are candidates in the same way.
macro_rules! candidate_of_pool {
    ($($row:ident),*) => {$(
        impl<'a> From<&'a $row> for Candidate<'a> {
            fn from(row: &'a $row) -> Self {
                Self {
                    contact_id: &row.contact_id,
                    phone: &row.phone,
                    person_id: &row.person_id,
                    time_zone: &row.time_zone,
                    permitted_hours: row.permitted_hours.as_deref(),
                    attempts: row.attempts,
                    is_promised: row.callback_at.is_some(),
                    running_lease: None,
                }
            }
        }
    )*};
}

candidate_of_pool!(CandidateRow, PoolRow);

impl<'a> From<&'a ContactRow> for Candidate<'a> {
    /// A contact that has not been tried.
    fn from(row: &'a ContactRow) -> Self {
        Self {
            contact_id: &row.id,
            phone: &row.phone,
            person_id: &row.person_id,
            time_zone: &row.time_zone,
            permitted_hours: row.permitted_hours.as_deref(),
            attempts: 0,
            is_promised: false,
            running_lease: None,
        }
    }
}

/// Whether a contact may be called now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::outbound) enum Verdict {
    /// It may.
    Callable {
        /// The end of its callable hours.
        until: Instant,
    },
    /// It may not.
    Held {
        /// Why.
        reason: HoldReason,
        /// When it may be called as things stand; `None` when only a change can free it, or no opening of its hours is in
        /// sight.
        until: Option<Instant>,
    },
}

impl Verdict {
    /// When a contact that may not be called is to be judged again; `None` when only a change can free it, and for one that
    /// may be called.
    pub fn judged_again_at(self, now: Instant) -> Option<Instant> {
        match self {
            Self::Callable { .. } => None,
            // An opening behind those days comes into sight by itself. The first of them has begun already, so one less is
            // waited: no opening is passed over.
            Self::Held {
                reason: HoldReason::OutsideCallableHours,
                until: None,
            } => Some(now.plus_minutes((i64::from(DAYS_LOOKED_AHEAD) - 1) * 1_440)),
            Self::Held { until, .. } => until,
        }
    }
}

/// Judges candidates at the scope's instant, in their order.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn judge(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &Ground,
    candidates: &[Candidate<'_>],
) -> Result<Vec<Verdict>, Failure> {
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let past = Past::of(conn, scope, ground, candidates)?;
    // Contacts of one zone without hours of their own have one answer.
    let mut by_hours: BTreeMap<(&str, Option<&str>, Option<&str>), Verdict> = BTreeMap::new();
    candidates
        .iter()
        .map(|candidate| {
            let found = holds_of(scope, ground, &past, candidate);
            if let Some(hold) = weightiest(&found) {
                return Ok(Verdict::Held {
                    reason: hold.reason,
                    until: hold.until,
                });
            }
            let rung = if ground.policy.terms.number_zones {
                zone_names_of(candidate.phone)
            } else {
                None
            };
            let key = (candidate.time_zone, rung, candidate.permitted_hours);
            if let Some(verdict) = by_hours.get(&key) {
                return Ok(*verdict);
            }
            let verdict = by_the_hour(ground, candidate, scope.now)?;
            by_hours.insert(key, verdict);
            Ok(verdict)
        })
        .collect()
}

/// Everything but the hours that stands against a call: what no policy can loosen first, then the policy's rules.
pub(super) fn holds_of<'a>(
    scope: &Scope,
    ground: &'a Ground,
    past: &'a Past,
    candidate: &Candidate<'a>,
) -> Vec<Hold> {
    let held = |reason, until, rule| Hold {
        reason,
        until,
        rule,
        place: None,
    };
    if let Some(until) = past.listed_until(candidate.phone) {
        return vec![held(HoldReason::DoNotCall, until, "dncListIds")];
    }
    let case = Case {
        now: scope.now,
        campaign_id: &ground.campaign.id,
        product_family: &ground.campaign.product_family,
        contact_id: candidate.contact_id,
        phone: candidate.phone,
        person_id: candidate.person_id,
        is_promised: candidate.is_promised,
        tier: past.tier_of(candidate.person_id),
        past: past.facts_of(candidate),
    };
    let mut found = holds(&ground.policy.terms, &case);
    if candidate.attempts >= ground.campaign.max_attempts_per_contact {
        found.push(held(
            HoldReason::AttemptsExhausted,
            None,
            "maxAttemptsPerContact",
        ));
    }
    found
}

/// Judges one contact.
///
/// # Errors
/// As [`judge`].
pub(in crate::outbound) fn judge_one(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &Ground,
    candidate: Candidate<'_>,
) -> Result<Verdict, Failure> {
    let verdicts = judge(conn, scope, ground, &[candidate])?;
    let only = verdicts.into_iter().next();
    only.ok_or_else(|| Failure::Internal("a candidate was not judged".to_owned()))
}

/// By the clock alone.
fn by_the_hour(
    ground: &Ground,
    candidate: &Candidate<'_>,
    now: Instant,
) -> Result<Verdict, Failure> {
    let hours = hours_of(ground, candidate)?;
    Ok(match hours.window_end(now) {
        Some(until) => Verdict::Callable { until },
        None => Verdict::Held {
            reason: HoldReason::OutsideCallableHours,
            until: hours.opens_at(now),
        },
    })
}

/// The hours of a candidate.
pub(super) fn hours_of<'a>(
    ground: &'a Ground,
    candidate: &Candidate<'_>,
) -> Result<CalleeHours<'a>, Failure> {
    CalleeHours::of(
        ground,
        candidate.phone,
        candidate.time_zone,
        candidate.permitted_hours,
    )
}
