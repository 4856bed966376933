//! One request's way through the pool: candidates are judged in batches, the callable granted, the others moved out of
//! the way once.

use std::collections::BTreeMap;

use super::lease::{LeaseReason, LeaseRequest};
use crate::db::{Conn, DbError, Instant};
use crate::failure::Failure;
use crate::outbound::policy::ground::Ground;
use crate::outbound::policy::hold_reason::HoldReason;
use crate::outbound::policy::judge::{Candidate, MOST_JUDGED_AT_ONCE, Verdict, judge};
use crate::outbound::store::pool::{self, BucketRow, CandidateRow, LeaseRow, Wanted};
use crate::tenancy::{Scope, new_id};

/// Candidates that one request looks at. Whoever is moved out of the way is not looked at again, so the next request
/// goes on where this one stops.
const MOST_LOOKED_AT: usize = 3_000;

/// Candidates of a second look, when the first has found too many who may not be called.
const SECOND_LOOK: usize = 200;

/// How long contacts are put off at most while holds are being lifted: what they are judged by may be what changes.
const SECONDS_PUT_OFF: i64 = 60;

/// A lease that is about to be kept.
pub(super) struct Granted {
    pub lease: LeaseRow,
    pub phone: String,
    pub reason: LeaseReason,
    pub callback_at: Option<Instant>,
    pub step: i32,
}

/// What a request has come to so far.
pub(super) struct Pull<'a> {
    scope: &'a Scope,
    ground: &'a Ground,
    request: &'a LeaseRequest,
    count: usize,
    may_hold: bool,
    looked_at: usize,
    granted: Vec<Granted>,
}

impl<'a> Pull<'a> {
    /// Nothing yet. `may_hold` is what [`pool::may_hold`] said before the ground was read.
    pub fn new(
        scope: &'a Scope,
        ground: &'a Ground,
        request: &'a LeaseRequest,
        count: usize,
        may_hold: bool,
    ) -> Self {
        Self {
            scope,
            ground,
            request,
            count,
            may_hold,
            looked_at: 0,
            granted: Vec::new(),
        }
    }

    /// How many contacts it still lacks.
    pub fn wanted(&self) -> usize {
        self.count.saturating_sub(self.granted.len())
    }

    /// Whether it has looked at as many as one request may.
    pub fn is_spent(&self) -> bool {
        self.looked_at >= MOST_LOOKED_AT
    }

    /// What was granted, in order.
    pub fn into_granted(self) -> Vec<Granted> {
        self.granted
    }

    /// Takes promised calls that are due.
    pub fn take_callbacks(
        &mut self,
        conn: &mut Conn<'_>,
        agent: Option<&str>,
    ) -> Result<(), Failure> {
        let wanted = self.pool();
        let patience = i64::from(self.ground.campaign.agent_callback_minutes);
        let forfeited = self.scope.now.plus_minutes(-patience);
        let look = |conn: &mut Conn<'_>, limit: usize| {
            pool::due_callbacks(conn, wanted, agent, forfeited, limit)
        };
        self.take_from(conn, self.count, LeaseReason::Callback, look)
    }

    /// Takes up to `most` contacts of these buckets, longest waiting first.
    pub fn take(
        &mut self,
        conn: &mut Conn<'_>,
        buckets: &[&BucketRow],
        most: usize,
        reason: LeaseReason,
    ) -> Result<(), Failure> {
        let wanted = self.pool();
        let look =
            |conn: &mut Conn<'_>, limit: usize| pool::longest_waiting(conn, wanted, buckets, limit);
        self.take_from(conn, most, reason, look)
    }

    /// The contacts that are looked for.
    pub fn pool(&self) -> Wanted<'a> {
        Wanted {
            tenant: self.scope.tenant(),
            campaign: &self.ground.campaign.id,
            channel: self.request.channel.code(),
            now: self.scope.now,
        }
    }

    fn take_from(
        &mut self,
        conn: &mut Conn<'_>,
        most: usize,
        reason: LeaseReason,
        look: impl Fn(&mut Conn<'_>, usize) -> Result<Vec<CandidateRow>, DbError>,
    ) -> Result<(), Failure> {
        let mut left = most.min(self.wanted());
        let mut at_once = left;
        while left > 0 && !self.is_spent() {
            let rows = look(conn, at_once)?;
            let was_last = rows.len() < at_once;
            self.looked_at += rows.len();
            left -= self.judge(conn, &rows, left, reason)?;
            if was_last {
                break;
            }
            at_once = left.clamp(SECOND_LOOK, MOST_JUDGED_AT_ONCE);
        }
        Ok(())
    }

    /// Grants up to `most` of these candidates, moves those who may not be called out of the way; how many were granted.
    fn judge(
        &mut self,
        conn: &mut Conn<'_>,
        rows: &[CandidateRow],
        most: usize,
        reason: LeaseReason,
    ) -> Result<usize, Failure> {
        let candidates: Vec<Candidate<'_>> = rows.iter().map(Candidate::from).collect();
        let verdicts = judge(conn, self.scope, self.ground, &candidates)?;
        let mut callable = Vec::new();
        let mut held: BTreeMap<(HoldReason, Option<Instant>), Vec<&str>> = BTreeMap::new();
        for (row, verdict) in rows.iter().zip(verdicts) {
            match verdict {
                Verdict::Callable { until } => callable.push((row, until)),
                Verdict::Held { reason, .. } => {
                    let again_at = self.again_at(verdict);
                    held.entry((reason, again_at))
                        .or_default()
                        .push(&row.contact_id);
                }
            }
        }
        let place = (self.scope.tenant(), self.ground.campaign.id.as_str());
        for ((reason, again_at), contacts) in held {
            match again_at {
                Some(at) => pool::postpone(conn, place, &contacts, reason.code(), at)?,
                None => pool::hold(conn, place, &contacts, reason.code(), self.scope.now)?,
            }
        }
        callable.truncate(most);
        self.grant(conn, &callable, reason)?;
        Ok(callable.len())
    }

    /// When a contact that may not be called is to be looked at again; `None` for one that is to be held.
    fn again_at(&self, verdict: Verdict) -> Option<Instant> {
        let again_at = verdict.judged_again_at(self.scope.now);
        if self.may_hold {
            return again_at;
        }
        let soon = self.scope.now.plus_seconds(SECONDS_PUT_OFF);
        Some(again_at.map_or(soon, |at| at.min(soon)))
    }

    fn grant(
        &mut self,
        conn: &mut Conn<'_>,
        callable: &[(&CandidateRow, Instant)],
        reason: LeaseReason,
    ) -> Result<(), Failure> {
        let wanted_end = self.scope.now.plus_seconds(self.request.ttl_seconds);
        let mut by_end: BTreeMap<Instant, Vec<&str>> = BTreeMap::new();
        for (row, window_end) in callable {
            let end = wanted_end.min(*window_end);
            let end = row.drop_at.map_or(end, |deadline| end.min(deadline));
            by_end.entry(end).or_default().push(&row.contact_id);
            self.granted.push(Granted {
                lease: LeaseRow {
                    tenant_id: self.scope.tenant().to_owned(),
                    id: new_id(self.scope.now),
                    campaign_id: self.ground.campaign.id.clone(),
                    contact_id: row.contact_id.clone(),
                    token: row.lease_token + 1,
                    dialer_id: self.request.dialer_id.clone(),
                    granted_at: self.scope.now,
                    expires_at: end,
                },
                phone: row.phone.clone(),
                reason,
                callback_at: row.callback_at,
                step: row.step,
            });
        }
        for (end, contacts) in by_end {
            let taken = pool::grant(conn, self.pool(), &contacts, end)?;
            if taken != contacts.len() {
                // The rows were read in this transaction, under their locks.
                let detail = format!("{taken} of {} contacts could be taken", contacts.len());
                return Err(Failure::Internal(detail));
            }
        }
        Ok(())
    }
}
