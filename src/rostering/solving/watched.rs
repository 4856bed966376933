//! A search that a run waits for.

use super::{Report, Watch};
use crate::failure::Failure;
use crate::jobs::JobContext;

/// Lets a search of a run work until an instant, in milliseconds since 1970, or until the run is cancelled. Its progress is told
/// as the share `(from, to)` of the run's.
///
/// # Errors
/// The search's.
pub(in crate::rostering) fn watched<T>(
    context: &JobContext<'_>,
    until_millis: i64,
    (from, to): (f64, f64),
    search: impl FnOnce(&mut Watch<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut progress = |report: &Report| {
        let share = from + report.percent / 100.0 * (to - from);
        // A cancel is seen by `is_cancelled` all the same.
        if let Err(error) = context.progress(share, report) {
            tracing::debug!(%error, "progress not written");
        }
    };
    search(&mut Watch {
        stop: &|| context.scope().now.epoch_millis() >= until_millis,
        is_cancelled: &|| context.is_cancelled(),
        progress: &mut progress,
    })
}
