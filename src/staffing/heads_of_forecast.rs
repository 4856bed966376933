//! The agents a forecast requires and nothing else, for those who plan with heads alone.

use std::ops::Range;

use super::group_requirement::RequiredHeads;
use super::group_to_staff::groups_to_staff;
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::Forecast;
use crate::tenancy::Scope;

/// The agents one planning group requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupHeads {
    /// The planning group.
    pub planning_group_id: String,
    /// One entry an interval asked for, as far as the forecast goes.
    pub heads: Vec<RequiredHeads>,
}

impl GroupHeads {
    /// Agents on the roster (gross), interval by interval.
    pub fn on_roster(&self) -> Vec<u32> {
        self.heads.iter().map(|heads| heads.on_roster).collect()
    }
}

/// The agents that every planning group of a forecast requires in these of its intervals, in the order of the groups'
/// ids, under the goals and shrinkage as they stand now: the heads of
/// [`staffing_requirement`](super::staffing_requirement), without service and probabilities, which take most of its time.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `no-staffing-goal` or `cannot-be-staffed`, with the remedy.
pub fn heads_of_forecast(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
    intervals: Range<usize>,
) -> Result<Vec<GroupHeads>, Failure> {
    groups_to_staff(conn, scope, forecast)?
        .iter()
        .map(|group| {
            Ok(GroupHeads {
                planning_group_id: group.id().to_owned(),
                heads: group.required_heads(intervals.clone())?,
            })
        })
        .collect()
}
