//! The one place that reads the machine's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::db::Instant;

/// Where "now" comes from: the machine in production, a settable hand in tests and replays.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A hand that moves only when it is told to; milliseconds since 1970 UTC.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `at`.
    pub fn fixed(at: Instant) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.epoch_millis())))
    }

    /// The present instant, to the millisecond.
    pub fn now(&self) -> Instant {
        match self {
            Self::System => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "this is the clock everyone else is handed"
                )]
                let now = chrono::Utc::now();
                Instant::from_utc(now)
            }
            Self::Fixed(hand) => Instant::from_epoch_millis(hand.load(Ordering::SeqCst)),
        }
    }
}
