//! A trade: which shift against which, where it stands and what stands against it.

use crate::documents;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::store::{self, TradeRow};
use crate::coverage::CoverageEffect;
use crate::db::{Conn, DbError, Instant};
use crate::events::{ShiftTradeChanged, publish};
use crate::failure::Failure;
use crate::rostering::BrokenRule;
use crate::schedules::Shift;
use crate::tenancy::Scope;

pub(super) const KIND: &str = "shift trade";

/// Where a trade stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum ShiftTradeState {
    /// It is offered, to one agent or on the board.
    Unmatched,
    /// Both agents agree; a supervisor is to decide.
    Matched,
    /// The shifts have changed hands.
    Approved,
    /// A supervisor refused it.
    Denied,
    /// Nobody matched or decided it in time.
    Expired,
    /// It was taken back.
    Canceled,
}

impl ShiftTradeState {
    pub(super) const ALL: [Self; 6] = [
        Self::Unmatched,
        Self::Matched,
        Self::Approved,
        Self::Denied,
        Self::Expired,
        Self::Canceled,
    ];

    /// As stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unmatched => "Unmatched",
            Self::Matched => "Matched",
            Self::Approved => "Approved",
            Self::Denied => "Denied",
            Self::Expired => "Expired",
            Self::Canceled => "Canceled",
        }
    }

    /// Whether it may become the other.
    ///
    /// | from | to | by |
    /// |---|---|---|
    /// | `Unmatched` | `Matched`, `Approved` | the match |
    /// | `Unmatched`, `Matched` | `Canceled` | who offered it, or a supervisor |
    /// | `Unmatched`, `Matched` | `Expired` | time |
    /// | `Unmatched`, `Matched` | `Denied` | a supervisor, or the agent it was offered to |
    /// | `Matched` | `Approved` | a supervisor |
    /// | `Matched` | `Unmatched` | who matched it |
    pub const fn may_become(self, other: Self) -> bool {
        match self {
            Self::Unmatched => !matches!(other, Self::Unmatched),
            Self::Matched => !matches!(other, Self::Matched),
            _ => false,
        }
    }
}

/// A shift of a trade as it was when it was offered or matched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TradedShift {
    pub schedule_id: String,
    pub week_date: NaiveDate,
    pub start_at: Instant,
    pub end_at: Instant,
}

/// What is kept beside the columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TradeDocument {
    pub one_sided: bool,
    pub acceptable_intervals: Vec<String>,
    pub notes: String,
    pub initiating: TradedShift,
    pub receiving: Option<TradedShift>,
    /// Whether it was offered to one agent rather than the board.
    pub directed: bool,
    pub broken_rules: Vec<BrokenRule>,
    pub coverage: Option<CoverageEffect>,
    pub decision: String,
    pub automatic: bool,
    pub override_reason: Option<String>,
    pub submitted_by: String,
    pub matched_by: Option<String>,
    pub reviewed_by: Option<String>,
    pub reviewed_at: Option<Instant>,
}

/// A shift offered for another, or given away.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShiftTrade {
    /// Its id.
    pub id: String,
    /// The management unit it is traded in.
    pub management_unit_id: String,
    /// The first day of the schedule of the initiating shift.
    pub week_date: NaiveDate,
    /// That schedule.
    pub schedule_id: String,
    /// Where it stands.
    pub state: ShiftTradeState,
    /// Who offers.
    pub initiating_agent_id: String,
    /// The shift offered.
    pub initiating_shift_id: String,
    /// When it starts.
    pub initiating_shift_start: Instant,
    /// When it ends.
    pub initiating_shift_end: Instant,
    /// The first day of the schedule of the receiving shift.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiving_week_date: Option<NaiveDate>,
    /// Who takes it, or whom it is offered to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiving_agent_id: Option<String>,
    /// The shift given in return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiving_shift_id: Option<String>,
    /// When it starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiving_shift_start: Option<Instant>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiving_shift_end: Option<Instant>,
    /// When the offer ends.
    pub expiration: Instant,
    /// Whether the shift is given away without one in return.
    pub one_sided: bool,
    /// Stretches, ISO 8601 `start/end`, in which a shift given in return must lie; any where there are none.
    pub acceptable_intervals: Vec<String>,
    /// The offering agent's words.
    pub notes: String,
    /// Rules that the trade would break and that are not broken without it.
    pub broken_rules: Vec<BrokenRule>,
    /// Heads before the trade and after it; none before it is matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<CoverageEffect>,
    /// Why it stands where it does.
    pub decision: String,
    /// Whether no person decided.
    pub automatic: bool,
    /// Why rules were passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
    /// Who offered it.
    pub submitted_by: String,
    /// Who matched it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched_by: Option<String>,
    /// Who decided, where a person did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    /// When they did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_date: Option<Instant>,
    /// When it was offered.
    pub created_date: Instant,
    /// When it last changed.
    pub modified_date: Instant,
    /// Send it as If-Match.
    pub version: i32,
}

fn corrupt(what: &'static str, id: &str, reason: String) -> Failure {
    Failure::Database(DbError::Corrupt {
        what,
        id: id.to_owned(),
        reason,
    })
}

/// A trade as it is kept.
#[derive(Clone)]
pub(super) struct KeptTrade {
    pub row: TradeRow,
    pub document: TradeDocument,
    /// Who was to take the shift when it was read: they hear of a change also when it lets them go.
    pub earlier_receiver: Option<String>,
}

impl KeptTrade {
    pub(super) fn of_row(row: TradeRow) -> Result<Self, Failure> {
        Ok(Self {
            document: documents::read(KIND, &row.id, &row.document)?,
            earlier_receiver: row.receiving_agent_id.clone(),
            row,
        })
    }

    pub(super) fn find(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Self, Failure> {
        let row = store::trade(conn, scope.tenant(), id)?;
        Self::of_row(row.ok_or_else(|| Failure::not_found(KIND, id))?)
    }

    /// Where it stands at an instant.
    pub(super) fn state(&self, now: Instant) -> Result<ShiftTradeState, Failure> {
        let mut all = ShiftTradeState::ALL.into_iter();
        let found = all.find(|state| state.as_str() == self.row.state);
        let found = found.ok_or_else(|| {
            corrupt(
                KIND,
                &self.row.id,
                format!("unknown state {:?}", self.row.state),
            )
        })?;
        let is_open = matches!(found, ShiftTradeState::Unmatched | ShiftTradeState::Matched);
        Ok(if is_open && self.row.expires_at <= now {
            ShiftTradeState::Expired
        } else {
            found
        })
    }

    /// Keeps its changes, provided that it is still at the version it was read at.
    pub(super) fn keep(&mut self, conn: &mut Conn<'_>, scope: &Scope) -> Result<(), Failure> {
        let expected = self.row.version;
        self.row.version += 1;
        self.row.modified_at = scope.now;
        self.row.document = documents::write(&self.document)?;
        if store::replace_trade(conn, &self.row, expected)? {
            return self.tell(conn, scope);
        }
        let current = Self::find(conn, scope, &self.row.id)?.row.version;
        Err(Failure::Stale {
            yours: expected,
            current,
        })
    }

    /// Tells outside where it stands now.
    pub(super) fn tell(&self, conn: &mut Conn<'_>, scope: &Scope) -> Result<(), Failure> {
        let mut agent_ids = vec![self.row.initiating_agent_id.clone()];
        for receiver in [&self.row.receiving_agent_id, &self.earlier_receiver] {
            agent_ids.extend(receiver.clone().filter(|id| !agent_ids.contains(id)));
        }
        let changed = ShiftTradeChanged {
            business_unit_id: &self.row.business_unit_id,
            management_unit_id: &self.row.management_unit_id,
            shift_trade_id: &self.row.id,
            agent_ids,
            state: &self.row.state,
            version: self.row.version,
        };
        publish(conn, scope, &changed)
    }

    pub(super) fn shown(self, now: Instant) -> Result<ShiftTrade, Failure> {
        let state = self.state(now)?;
        let (row, kept) = (self.row, self.document);
        Ok(ShiftTrade {
            id: row.id,
            management_unit_id: row.management_unit_id,
            week_date: kept.initiating.week_date,
            schedule_id: kept.initiating.schedule_id,
            state,
            initiating_agent_id: row.initiating_agent_id,
            initiating_shift_id: row.initiating_shift_id,
            initiating_shift_start: kept.initiating.start_at,
            initiating_shift_end: kept.initiating.end_at,
            receiving_week_date: kept.receiving.as_ref().map(|shift| shift.week_date),
            receiving_agent_id: row.receiving_agent_id,
            receiving_shift_id: row.receiving_shift_id,
            receiving_shift_start: kept.receiving.as_ref().map(|shift| shift.start_at),
            receiving_shift_end: kept.receiving.as_ref().map(|shift| shift.end_at),
            expiration: row.expires_at,
            one_sided: kept.one_sided,
            acceptable_intervals: kept.acceptable_intervals,
            notes: kept.notes,
            broken_rules: kept.broken_rules,
            coverage: kept.coverage,
            decision: if state == ShiftTradeState::Expired {
                "Nobody agreed or decided in time.".to_owned()
            } else {
                kept.decision
            },
            automatic: kept.automatic,
            override_reason: kept.override_reason,
            submitted_by: kept.submitted_by,
            matched_by: kept.matched_by,
            reviewed_by: kept.reviewed_by,
            reviewed_date: kept.reviewed_at,
            created_date: row.created_at,
            modified_date: row.modified_at,
            version: row.version,
        })
    }
}

/// Whether the shift is what it was when it came into the trade.
pub(super) fn is_unchanged(shift: &Shift, agent_id: &str, kept: &TradedShift) -> bool {
    shift.agent_id == agent_id
        && shift.schedule_id == kept.schedule_id
        && shift.start_at == kept.start_at
        && shift.end_at() == kept.end_at
}
