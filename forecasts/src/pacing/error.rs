//! Why no pace can be told.

use crate::erlang::dialing::open_loop::OpenLoopError;
use crate::units::Share;

/// A policy, a state, an observation or a floor that makes no sense.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PacingError {
    /// Every share of abandoned calls is allowed.
    #[error("a limit of {maximum} of abandoned calls is none; give one below 1, such as 0.03")]
    NoLimit {
        /// The limit refused.
        maximum: Share,
    },
    /// The limit may be broken with certainty, or never.
    #[error(
        "the limit may be exceeded with probability {probability}; give one above 0 and at most 0.5, such as 0.05"
    )]
    NoCertainty {
        /// The probability refused.
        probability: Share,
    },
    /// A number of the policy, an observation or a floor outside its range.
    #[error("{what} is {value}; give {remedy}")]
    Number {
        /// Which number.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What would do.
        remedy: &'static str,
    },
    /// A moment that is no number of seconds.
    #[error("the moment is {seconds} s; give finite seconds of the clock that decisions are told")]
    NotAMoment {
        /// The moment refused.
        seconds: f64,
    },
    /// A decision before the last one.
    #[error(
        "the moment {seconds} s lies before {decided_at_seconds} s, when was decided last; give seconds of a clock that does not go back"
    )]
    ClockWentBack {
        /// The moment refused.
        seconds: f64,
        /// When was decided last.
        decided_at_seconds: f64,
    },
    /// A time of the floor's state that is none.
    #[error(
        "{what} number {index} is {seconds} s; give the finite seconds since it began, at least 0"
    )]
    NotElapsed {
        /// Which list.
        what: &'static str,
        /// Place in it, counted from 0.
        index: usize,
        /// The time refused.
        seconds: f64,
    },
    /// More calls abandoned than answered.
    #[error(
        "{abandoned} calls of {answered} live answers are abandoned; count both since the same moment"
    )]
    MoreAbandonedThanAnswered {
        /// Live answers in the window.
        answered: u64,
        /// Abandoned calls in the window.
        abandoned: u64,
    },
    /// A distribution that cannot be drawn from.
    #[error(
        "{what} cannot be drawn from; give a positive mean and, where the shape has one, a positive spread"
    )]
    NoDistribution {
        /// Which distribution.
        what: &'static str,
    },
    /// A steady pace was asked for that does not exist.
    #[error(transparent)]
    OpenLoop(#[from] OpenLoopError),
}

/// Refuses what is not finite or below `least`.
pub(super) fn at_least(
    value: f64,
    least: f64,
    what: &'static str,
    remedy: &'static str,
) -> Result<(), PacingError> {
    if value.is_finite() && value >= least {
        Ok(())
    } else {
        Err(PacingError::Number {
            what,
            value,
            remedy,
        })
    }
}

/// Refuses what is not finite or not above 0.
pub(super) fn above_zero(
    value: f64,
    what: &'static str,
    remedy: &'static str,
) -> Result<(), PacingError> {
    if value > 0.0 {
        at_least(value, 0.0, what, remedy)
    } else {
        Err(PacingError::Number {
            what,
            value,
            remedy,
        })
    }
}
