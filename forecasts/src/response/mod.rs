//! Who answers, who is the right party, who agrees: learned from calls, told with what is not known, and watched.
//!
//! - [`ContactTable`]: what is known of contacts before they are called.
//! - [`PropensityModel`]: the probability of a yes, by features and hour of the week, that goes on learning;
//!   [`ResponseModel`]: the three stages of a call. Scores are [`LogOdds`] or a [`Propensity`], explained by [`Reason`]s.
//! - [`ShrunkRates`]: rates of segment × hour cells drawn toward segment, campaign and whole.
//! - [`Calibration`] and [`DriftWatch`]: whether predictions came, and whether they still do.
//!
//! Within: `encoding` makes levels of columns, `posterior` is the normal law over their weights, `memory` chooses how the
//! past fades.

mod attempt;
pub(crate) mod bins;
mod calibration;
mod call_time;
#[cfg(test)]
mod choice_tests;
mod drift;
mod encoding;
mod error;
mod log_odds;
mod memory;
mod model;
mod posterior;
mod replay;
#[cfg(test)]
mod response_tests;
mod scorer;
mod shrinkage;
mod stages;
mod stored;
mod table;
mod trust;
#[cfg(test)]
mod watch_tests;

pub use attempt::{Attempt, Call, Disposition};
pub use calibration::{Calibration, Judged, ReliabilityBin};
pub use call_time::{HOURS_OF_A_WEEK, HourOfWeek};
pub use drift::{DriftOptions, DriftVerdict, DriftWatch, SegmentDrift};
pub use error::ResponseError;
pub use log_odds::{LogOdds, Propensity};
pub use memory::{Memory, TriedMemory};
pub use model::{LEAST_ATTEMPTS_TO_CHOOSE, PropensityModel, ResponseOptions};
pub use scorer::{Explanation, Reason, Scorer};
pub use shrinkage::{CellTally, ShrunkRate, ShrunkRates, Tally};
pub use stages::{ResponseModel, ResponseScore, ResponseScorer};
pub use table::{AlphabeticValues, ColumnValues, ContactColumn, ContactTable, reason_code};
