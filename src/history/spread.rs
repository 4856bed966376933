//! Intervals of history laid over another grid.

use super::effective::HistoryInterval;
use crate::db::Instant;

impl HistoryInterval {
    /// The first instant after it.
    pub fn end_at(&self) -> Instant {
        self.start_at.plus_minutes(i64::from(self.interval_minutes))
    }

    /// Contacts answered. Sources that count none still say how many were offered and abandoned: the rest was answered.
    pub fn contacts_handled(&self) -> f64 {
        let not_abandoned = || (self.offered - self.abandoned.unwrap_or(0.0)).max(0.0);
        self.handled.unwrap_or_else(not_abandoned)
    }
}

/// The intervals of a grid that an interval of history counts in: where each part starts and its share of the contacts. An
/// interval that is no longer than the grid's counts where it starts; a longer one is spread evenly.
pub fn spread_over(
    start_at: Instant,
    interval_minutes: u32,
    grid_minutes: u32,
) -> impl Iterator<Item = (Instant, f64)> {
    let parts = (interval_minutes / grid_minutes.max(1)).max(1);
    (0..parts).map(move |part| {
        let offset = i64::from(part) * i64::from(grid_minutes);
        (start_at.plus_minutes(offset), 1.0 / f64::from(parts))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_two_half_hours_and_a_quarter_counts_where_it_starts() {
        let at = |minute: i64| Instant::from_epoch_millis(0).plus_minutes(minute);
        let spread = |minutes: u32| spread_over(at(45), minutes, 30).collect::<Vec<_>>();
        assert_eq!(spread(60), [(at(45), 0.5), (at(75), 0.5)]);
        assert_eq!(spread(30), [(at(45), 1.0)]);
        assert_eq!(spread(15), [(at(45), 1.0)]);
    }

    #[test]
    fn who_neither_hung_up_nor_is_counted_was_answered() {
        let interval = |handled: Option<f64>, abandoned: Option<f64>| HistoryInterval {
            queue_id: "q".to_owned(),
            start_at: Instant::from_epoch_millis(0),
            interval_minutes: 15,
            offered: 20.0,
            handled,
            abandoned,
            average_handle_time_seconds: None,
            answered_within: None,
            answered_wait_seconds: None,
            abandoned_wait_seconds: None,
        };
        assert_eq!(interval(Some(17.0), Some(2.0)).contacts_handled(), 17.0);
        assert_eq!(interval(None, Some(2.0)).contacts_handled(), 18.0);
        assert_eq!(interval(None, None).contacts_handled(), 20.0);
    }
}
