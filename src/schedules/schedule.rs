//! A schedule's description: all of it but its shifts.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::generation::{GenerationMetrics, MessageSeverityCount};
use super::store::ScheduleRow;
use crate::db::{DbError, Instant};
use crate::documents;
use crate::failure::Failure;

/// Where a schedule stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ScheduleState {
    /// Seen by planners and supervisors; may be published or deleted.
    Draft,
    /// What agents work by. A week has at most one.
    Published,
    /// Was published until another schedule replaced it.
    Archived,
}

impl ScheduleState {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Archived => "archived",
        }
    }

    fn parse(state: &str) -> Option<Self> {
        [Self::Draft, Self::Published, Self::Archived]
            .into_iter()
            .find(|known| known.as_str() == state)
    }
}

/// A business unit's weeks as planned: where it comes from, how good it is, what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// Its id.
    pub id: String,
    /// Whose weeks.
    pub business_unit_id: String,
    /// The first week's first day, in the business unit's zone.
    pub week_date: NaiveDate,
    /// How many weeks.
    pub week_count: u32,
    /// The planner's words.
    pub description: String,
    /// Where it stands.
    pub state: ScheduleState,
    /// Whether agents see it.
    pub published: bool,
    /// The forecast it was made for.
    pub short_term_forecast_id: Option<String>,
    /// The run that made it.
    pub run_id: Option<String>,
    /// What the run reached; absent for a schedule that no run made.
    pub metrics: Option<GenerationMetrics>,
    /// How many messages the run left, by severity.
    pub message_severity_counts: Vec<MessageSeverityCount>,
    /// Schedules that were archived when this one was published.
    pub replaces_schedule_ids: Vec<String>,
    /// Send it as If-Match.
    pub version: i32,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub modified_at: Instant,
    /// When it was published.
    pub published_at: Option<Instant>,
    /// When another replaced it.
    pub archived_at: Option<Instant>,
}

impl Schedule {
    /// The day after its last.
    pub fn end_date(&self) -> NaiveDate {
        end_date(self.week_date, self.week_count)
    }

    /// Whether a local day is one of its days.
    pub fn holds(&self, date: NaiveDate) -> bool {
        self.week_date <= date && date < self.end_date()
    }

    pub(super) fn from_row(row: ScheduleRow) -> Result<Self, Failure> {
        let corrupt = |reason: String| DbError::Corrupt {
            what: "schedule",
            id: row.id.clone(),
            reason,
        };
        let state = ScheduleState::parse(&row.state)
            .ok_or_else(|| corrupt(format!("unknown state {:?}", row.state)))?;
        Ok(Self {
            week_date: row
                .week_date
                .parse()
                .map_err(|_| corrupt(format!("week date {:?}", row.week_date)))?,
            week_count: u32::try_from(row.week_count)
                .map_err(|_| corrupt(format!("week count {}", row.week_count)))?,
            metrics: row
                .metrics
                .as_deref()
                .map(|text| documents::read("schedule", &row.id, text))
                .transpose()?,
            message_severity_counts: documents::read("schedule", &row.id, &row.message_counts)?,
            replaces_schedule_ids: documents::read("schedule", &row.id, &row.replaces)?,
            published: state == ScheduleState::Published,
            state,
            id: row.id,
            business_unit_id: row.business_unit_id,
            description: row.description,
            short_term_forecast_id: row.forecast_id,
            run_id: row.run_id,
            version: row.version,
            created_by: row.created_by,
            created_at: row.created_at,
            modified_at: row.modified_at,
            published_at: row.published_at,
            archived_at: row.archived_at,
        })
    }
}

/// The day after the last of `week_count` weeks; the calendar's last day where it would lie beyond.
pub(super) fn end_date(week_date: NaiveDate, week_count: u32) -> NaiveDate {
    week_date
        .checked_add_days(Days::new(u64::from(week_count) * 7))
        .unwrap_or(NaiveDate::MAX)
}
