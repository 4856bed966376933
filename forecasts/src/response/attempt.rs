//! What came of calls.

use super::{ContactTable, HourOfWeek, ResponseError};

/// One try with a yes or no.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attempt {
    /// Row of the contact in its table.
    pub contact: usize,
    /// When, in days since any day that all attempts share.
    pub at_days: f64,
    /// The callee's hour of the week, where it is known.
    pub hour: Option<HourOfWeek>,
    /// Whether it was a yes.
    pub succeeded: bool,
}

/// How far a call came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disposition {
    /// Busy, no answer, or an answering machine.
    NotAnswered,
    /// Somebody else answered.
    WrongParty,
    /// The right party answered, without success.
    RightParty,
    /// The right party agreed.
    Success,
}

/// One try with its outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Call {
    /// Row of the contact in its table.
    pub contact: usize,
    /// When, in days since any day that all calls share.
    pub at_days: f64,
    /// The callee's hour of the week, where it is known.
    pub hour: Option<HourOfWeek>,
    /// Its outcome.
    pub disposition: Disposition,
}

/// The attempts, oldest first; those of the same moment keep their order.
pub(super) fn in_time_order(
    contacts: &ContactTable,
    attempts: &[Attempt],
) -> Result<Vec<Attempt>, ResponseError> {
    for (number, attempt) in attempts.iter().enumerate() {
        if attempt.contact >= contacts.rows() {
            return Err(ResponseError::NoSuchContact {
                attempt: number,
                contact: attempt.contact,
                rows: contacts.rows(),
            });
        }
        if !attempt.at_days.is_finite() {
            return Err(ResponseError::NotAMoment {
                attempt: number,
                at_days: attempt.at_days,
            });
        }
    }
    let mut ordered = attempts.to_vec();
    ordered.sort_by(|a, b| a.at_days.total_cmp(&b.at_days));
    Ok(ordered)
}
