//! The judge: the one place that says whether a contact may be called now.
//!
//! Whoever hands out a contact, starts its call or explains why it is not called asks here. A rule of contact policy is
//! a [`HoldReason`], a question to the store that is asked once for all candidates, and an `if` in [`judge`].

use std::collections::BTreeMap;

use super::callee_hours::CalleeHours;
use super::ground::Ground;
use super::hold_reason::HoldReason;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::store::contacts::ContactRow;
use crate::outbound::store::dnc;
use crate::outbound::store::pool::{CandidateRow, PoolRow};
use crate::tenancy::Scope;

/// The most candidates that are judged with a fixed number of queries; more take more.
pub(in crate::outbound) const MOST_JUDGED_AT_ONCE: usize = 1_000;

/// A contact to be judged.
#[derive(Clone, Copy, Debug)]
pub(in crate::outbound) struct Candidate<'a> {
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
}

impl<'a> From<&'a CandidateRow> for Candidate<'a> {
    fn from(row: &'a CandidateRow) -> Self {
        Self {
            phone: &row.phone,
            person_id: &row.person_id,
            time_zone: &row.time_zone,
            permitted_hours: row.permitted_hours.as_deref(),
            attempts: row.attempts,
        }
    }
}

impl<'a> From<&'a PoolRow> for Candidate<'a> {
    fn from(row: &'a PoolRow) -> Self {
        Self {
            phone: &row.phone,
            person_id: &row.person_id,
            time_zone: &row.time_zone,
            permitted_hours: row.permitted_hours.as_deref(),
            attempts: row.attempts,
        }
    }
}

impl<'a> From<&'a ContactRow> for Candidate<'a> {
    /// A contact that has not been tried.
    fn from(row: &'a ContactRow) -> Self {
        Self {
            phone: &row.phone,
            person_id: &row.person_id,
            time_zone: &row.time_zone,
            permitted_hours: row.permitted_hours.as_deref(),
            attempts: 0,
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
        /// When it may be called as things stand; `None` when only a change can free it.
        until: Option<Instant>,
    },
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
    let phones: Vec<&str> = candidates.iter().map(|candidate| candidate.phone).collect();
    let people: Vec<&str> = candidates
        .iter()
        .map(|candidate| candidate.person_id)
        .filter(|person| !person.is_empty())
        .collect();
    let (tenant, family) = (scope.tenant(), &ground.campaign.product_family);
    let listed = dnc::listed(conn, tenant, &ground.dnc_lists, &phones)?;
    let refused_phones = dnc::refused(conn, tenant, family, ("phone", phones.as_slice()))?;
    let refused_people = dnc::refused(conn, tenant, family, ("person", people.as_slice()))?;
    // Contacts of one zone without hours of their own have one answer.
    let mut by_hours: BTreeMap<(&str, Option<&str>), Verdict> = BTreeMap::new();
    candidates
        .iter()
        .map(|candidate| {
            if listed.contains(candidate.phone) {
                return Ok(held(HoldReason::DoNotCall));
            }
            if refused_phones.contains(candidate.phone)
                || refused_people.contains(candidate.person_id)
            {
                return Ok(held(HoldReason::Refused));
            }
            if candidate.attempts >= ground.campaign.max_attempts_per_contact {
                return Ok(held(HoldReason::AttemptsExhausted));
            }
            let key = (candidate.time_zone, candidate.permitted_hours);
            if let Some(verdict) = by_hours.get(&key) {
                return Ok(*verdict);
            }
            let verdict = by_the_hour(ground, candidate, scope.now)?;
            by_hours.insert(key, verdict);
            Ok(verdict)
        })
        .collect()
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

const fn held(reason: HoldReason) -> Verdict {
    Verdict::Held {
        reason,
        until: None,
    }
}

fn by_the_hour(
    ground: &Ground,
    candidate: &Candidate<'_>,
    now: Instant,
) -> Result<Verdict, Failure> {
    let hours = CalleeHours::of(ground, candidate.time_zone, candidate.permitted_hours)?;
    Ok(match hours.window_end(now) {
        Some(until) => Verdict::Callable { until },
        None => Verdict::Held {
            reason: HoldReason::OutsideCallableHours,
            until: hours.opens_at(now),
        },
    })
}
