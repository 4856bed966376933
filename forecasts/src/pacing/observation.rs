//! What a dialer learns from.

use super::PacingError;
use super::error::at_least;

/// Something that happened on the floor. Each is told once, in the order in which they happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Observation {
    /// A person answered a line.
    Answered {
        /// Seconds the line rang.
        ring_seconds: f64,
    },
    /// A line ended without a person: no answer, busy, a machine, an invalid number.
    Unanswered {
        /// Seconds from its start to its end.
        ring_seconds: f64,
    },
    /// A live answer found an agent within the policy's seconds.
    Connected,
    /// A live answer found none.
    Abandoned,
    /// An agent's conversation ended; wrap-up begins.
    TalkEnded {
        /// Seconds it took.
        talk_seconds: f64,
    },
    /// An agent finished wrap-up and is idle. Told also where it took no time.
    WrapUpEnded {
        /// Seconds it took.
        wrap_up_seconds: f64,
    },
}

impl Observation {
    pub(super) fn check(&self) -> Result<(), PacingError> {
        let (seconds, what) = match *self {
            Self::Answered { ring_seconds } => (ring_seconds, "the ring time of an answered line"),
            Self::Unanswered { ring_seconds } => {
                (ring_seconds, "the ring time of an unanswered line")
            }
            Self::TalkEnded { talk_seconds } => (talk_seconds, "a talk time"),
            Self::WrapUpEnded { wrap_up_seconds } => (wrap_up_seconds, "a wrap-up time"),
            Self::Connected | Self::Abandoned => return Ok(()),
        };
        at_least(seconds, 0.0, what, "finite seconds, at least 0")
    }
}
