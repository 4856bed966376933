//! Contacts: the history of queues.

use crate::cost_rates::CostOfContacts;
use crate::db::Conn;
use crate::failure::Failure;
use crate::history::{HistoryInterval, intervals};
use crate::performance::component::Component;
use crate::performance::cube::Cube;
use crate::performance::request::Checked;
use crate::performance::time_buckets::{Bucket, bucket_at};
use crate::performance::unit_ground::UnitGround;
use crate::tenancy::Scope;

/// Adds a business unit's history in these buckets, queue by queue.
pub(in crate::performance) fn add_contacts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    checked: &Checked,
    ground: &UnitGround,
    buckets: &[Bucket],
    cube: &mut Cube,
) -> Result<(), Failure> {
    let Some((first, last)) = buckets.first().zip(buckets.last()) else {
        return Ok(());
    };
    let priced = cube.wants(&[Component::AbandonedCost]);
    for queue in &ground.queues {
        let place = ground.place_of_queue(&queue.id);
        if !checked.holds(&place) {
            continue;
        }
        let members = place.members(&checked.group_by);
        let ids = std::slice::from_ref(&queue.id);
        let whose = CostOfContacts {
            queue_id: Some(&queue.id),
            planning_group_id: ground
                .group_of_queue(&queue.id)
                .map(|group| group.id.as_str()),
        };
        for interval in intervals(conn, scope, ids, first.start, last.end)? {
            let Some(bucket) = bucket_at(buckets, interval.start_at) else {
                continue;
            };
            let lost = interval.abandoned.filter(|lost| priced && *lost > 0.0);
            let cost = lost
                .map(|lost| {
                    let date = ground.local.date(interval.start_at);
                    let each = ground.costs.lost_contact(&ground.unit.id, whose, date)?;
                    Ok::<_, Failure>(lost * each)
                })
                .transpose()?;
            let nothing_lost = interval.abandoned.map(|_| 0.0);
            let cost = (Component::AbandonedCost, cost.or(nothing_lost));
            cube.add(
                bucket,
                &members,
                quantities(&interval).into_iter().chain([cost]),
            );
        }
    }
    Ok(())
}

/// What an interval of history adds up to. A figure that is unknown adds to no numerator and to no denominator.
fn quantities(interval: &HistoryInterval) -> [(Component, Option<f64>); 10] {
    let offered = interval.offered;
    // Sources that count no handled contacts still say how long they took: an interval then weighs by those who stayed.
    let timed = interval.contacts_handled();
    let aht = interval.average_handle_time_seconds;
    let waited = interval.answered_wait_seconds.zip(interval.handled);
    [
        (Component::Offered, Some(offered)),
        (Component::Handled, interval.handled),
        (Component::Abandoned, interval.abandoned),
        (
            Component::OfferedWhereAbandonedIsKnown,
            interval.abandoned.map(|_| offered),
        ),
        (Component::AnsweredWithin, interval.answered_within),
        (
            Component::OfferedWhereAnsweredWithinIsKnown,
            interval.answered_within.map(|_| offered),
        ),
        (Component::HandleSeconds, aht.map(|aht| aht * timed)),
        (Component::TimedContacts, aht.map(|_| timed)),
        (
            Component::AnsweredWaitSeconds,
            waited.map(|(waited, _)| waited),
        ),
        (
            Component::HandledWhereWaitIsKnown,
            waited.map(|(_, handled)| handled),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Instant;
    use crate::performance::kpi::Kpi;

    fn interval(minute: i64) -> HistoryInterval {
        HistoryInterval {
            queue_id: "q".to_owned(),
            start_at: Instant::from_epoch_millis(0).plus_minutes(minute),
            interval_minutes: 15,
            offered: 0.0,
            handled: None,
            abandoned: None,
            average_handle_time_seconds: None,
            answered_within: None,
            answered_wait_seconds: None,
            abandoned_wait_seconds: None,
        }
    }

    fn value(intervals: &[HistoryInterval], name: &str) -> Option<f64> {
        let mut cube = Cube::new(Component::ALL.iter().copied());
        let bucket = Bucket {
            start: Instant::from_epoch_millis(0),
            end: Instant::from_epoch_millis(3_600_000),
        };
        for interval in intervals {
            cube.add(bucket, &[], quantities(interval));
        }
        let (_, sums) = cube.rows().next()?;
        let kpi = Kpi::named(name).unwrap();
        let mut components = kpi.components();
        let numerator = components.next().and_then(|one| cube.sum(sums, one));
        let denominator = components.next().and_then(|one| cube.sum(sums, one));
        kpi.value(numerator, denominator)
    }

    #[test]
    fn averages_are_of_sums_and_unknown_intervals_count_on_neither_side() {
        let day = [
            HistoryInterval {
                offered: 100.0,
                handled: Some(90.0),
                abandoned: Some(10.0),
                average_handle_time_seconds: Some(200.0),
                answered_within: Some(80.0),
                answered_wait_seconds: Some(900.0),
                ..interval(0)
            },
            HistoryInterval {
                offered: 10.0,
                handled: Some(10.0),
                abandoned: Some(0.0),
                average_handle_time_seconds: Some(500.0),
                answered_within: Some(10.0),
                answered_wait_seconds: Some(0.0),
                ..interval(15)
            },
            // Of this interval nothing is known but what came.
            HistoryInterval {
                offered: 40.0,
                ..interval(30)
            },
        ];
        assert_eq!(value(&day, "offered"), Some(150.0));
        assert_eq!(value(&day, "handled"), Some(100.0));
        // 90 of 110, not the mean of 80 % and 100 %.
        assert_eq!(value(&day, "serviceLevel"), Some(100.0 * 90.0 / 110.0));
        assert_eq!(value(&day, "abandonRate"), Some(100.0 * 10.0 / 110.0));
        assert_eq!(value(&day, "averageSpeedOfAnswer"), Some(9.0));
        // (90 × 200 s + 10 × 500 s) / 100
        assert_eq!(value(&day, "averageHandleTime"), Some(230.0));
        assert_eq!(value(&day[2..], "serviceLevel"), None);
    }

    #[test]
    fn handle_times_of_a_source_that_counts_no_handled_contacts_weigh_by_those_who_stayed() {
        let of = |offered: f64, aht: f64, minute: i64| HistoryInterval {
            offered,
            average_handle_time_seconds: Some(aht),
            ..interval(minute)
        };
        let two = [of(30.0, 100.0, 0), of(10.0, 300.0, 15)];
        assert_eq!(value(&two, "averageHandleTime"), Some(150.0));
    }
}
