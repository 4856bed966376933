//! An offer, and who took a place of it.

use crate::documents;
use serde::{Deserialize, Serialize};

use super::store::{self, AcceptanceRow, OfferRow};
use crate::coverage::CoverageEffect;
use crate::db::{Conn, Instant};
use crate::events::{ShiftOfferChanged, publish};
use crate::failure::Failure;
use crate::tenancy::Scope;

pub(super) const KIND: &str = "shift offer";

/// What is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum OfferKind {
    /// Work on queue beyond the shifts there are.
    Overtime,
    /// Going home, or coming later.
    VoluntaryTimeOff,
}

/// Where an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum OfferState {
    /// There are places left.
    Open,
    /// All places are taken.
    Filled,
    /// It ended.
    Expired,
    /// It was taken back; what was taken of it stays.
    Canceled,
}

impl OfferState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Filled => "Filled",
            Self::Expired => "Expired",
            Self::Canceled => "Canceled",
        }
    }
}

/// What is kept beside the columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfferDocument {
    pub kind: OfferKind,
    pub activity_code_id: String,
    pub planning_group_id: Option<String>,
    pub agent_ids: Vec<String>,
    pub notes: String,
    pub created_by: String,
}

/// A place that was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfferAcceptance {
    /// Who took it.
    pub agent_id: String,
    /// When.
    pub accepted_date: Instant,
    /// From when they work, or are free.
    pub start_date: Instant,
    /// For how long.
    pub length_minutes: u32,
    /// The shift that became longer, or is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift_id: Option<String>,
    /// The time-off request that was approved with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_off_request_id: Option<String>,
    /// Heads before and after.
    pub coverage: CoverageEffect,
}

/// Overtime or voluntary time off that is offered.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShiftOffer {
    /// Its id.
    pub id: String,
    /// Whose agents it is for.
    pub management_unit_id: String,
    /// What is offered.
    pub kind: OfferKind,
    /// Where it stands.
    pub state: OfferState,
    /// What the time becomes: on-queue work, or time off.
    pub activity_code_id: String,
    /// Agents must be able to serve this planning group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planning_group_id: Option<String>,
    /// Only these agents may accept; all of the management unit where there are none.
    pub agent_ids: Vec<String>,
    /// From when.
    pub start_date: Instant,
    /// To before when.
    pub end_date: Instant,
    /// Until when it can be accepted.
    pub expiration: Instant,
    /// Places there are.
    pub places: u32,
    /// Places left.
    pub remaining_places: u32,
    /// A supervisor's words.
    pub notes: String,
    /// Who accepted, in order; agents see themselves only.
    pub acceptances: Vec<OfferAcceptance>,
    /// Who offered it.
    pub created_by: String,
    /// When.
    pub created_date: Instant,
    /// Send it as If-Match.
    pub version: i32,
}

/// An offer as it is kept.
pub(super) struct KeptOffer {
    pub row: OfferRow,
    pub document: OfferDocument,
    pub acceptances: Vec<OfferAcceptance>,
}

impl KeptOffer {
    pub(super) fn read(conn: &mut Conn<'_>, scope: &Scope, row: OfferRow) -> Result<Self, Failure> {
        let rows = store::acceptances_of(conn, scope.tenant(), &row.id)?;
        let read = |row: &AcceptanceRow| documents::read(KIND, &row.offer_id, &row.document);
        Ok(Self {
            document: documents::read(KIND, &row.id, &row.document)?,
            acceptances: rows.iter().map(read).collect::<Result<_, _>>()?,
            row,
        })
    }

    pub(super) fn find(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Self, Failure> {
        let row = store::offer(conn, scope.tenant(), id)?;
        Self::read(
            conn,
            scope,
            row.ok_or_else(|| Failure::not_found(KIND, id))?,
        )
    }

    /// Tells outside where it stands now: those it was made to by name, or who took a place, hear it themselves.
    pub(super) fn tell(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        accepted_by: Option<&str>,
        is_new: bool,
    ) -> Result<(), Failure> {
        let changed = ShiftOfferChanged {
            business_unit_id: &self.row.business_unit_id,
            management_unit_id: &self.row.management_unit_id,
            offer_id: &self.row.id,
            state: self.state(scope.now).as_str(),
            accepted_by,
            version: self.row.version,
            agent_ids: match accepted_by {
                Some(agent_id) => vec![agent_id.to_owned()],
                None => self.document.agent_ids.clone(),
            },
            is_new,
        };
        publish(conn, scope, &changed)
    }

    pub(super) fn places(&self) -> usize {
        usize::try_from(self.row.places).unwrap_or(0)
    }

    pub(super) fn state(&self, now: Instant) -> OfferState {
        if self.row.canceled {
            OfferState::Canceled
        } else if self.acceptances.len() >= self.places() {
            OfferState::Filled
        } else if self.row.expires_at <= now {
            OfferState::Expired
        } else {
            OfferState::Open
        }
    }

    /// As it is shown to somebody who is this agent, or to staff.
    pub(super) fn shown(self, now: Instant, only_of: Option<&str>) -> ShiftOffer {
        let state = self.state(now);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let places = self.places();
        let remaining = places.saturating_sub(self.acceptances.len());
        let (row, kept) = (self.row, self.document);
        let seen = self.acceptances.into_iter();
        let seen = seen.filter(|one| only_of.is_none_or(|agent| agent == one.agent_id));
        ShiftOffer {
            id: row.id,
            management_unit_id: row.management_unit_id,
            kind: kept.kind,
            state,
            activity_code_id: kept.activity_code_id,
            planning_group_id: kept.planning_group_id,
            agent_ids: if only_of.is_some() {
                Vec::new()
            } else {
                kept.agent_ids
            },
            start_date: row.start_at,
            end_date: row.end_at,
            expiration: row.expires_at,
            places: count(places),
            remaining_places: count(remaining),
            notes: kept.notes,
            acceptances: seen.collect(),
            created_by: kept.created_by,
            created_date: row.created_at,
            version: row.version,
        }
    }
}
