//! Call records: what is counted, what is refused, and a real bank's month.

use rstest::rstest;

use super::centre::{Centre, shared};
use crate::history::ImportStatus;

const HEADER: &str = "Queue,Enter Time,Answer Time,End Time,Abandon Time,Outcome,Agent";

fn file(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

#[test]
fn calls_are_counted_where_they_entered_and_silence_between_them_is_zero() {
    let centre = Centre::new(chrono_tz::UTC, 30);
    let text = file(&[
        "Support,2026-01-05 09:29:50,2026-01-05 09:30:10,2026-01-05 09:35:10,,answered,a",
        "Support,2026-01-05 09:10:00,2026-01-05 09:10:21,2026-01-05 09:12:21,,,a",
        "Support,2026-01-05 09:15:00,,,2026-01-05 09:16:40,,",
        "Support,2026-01-05 09:15:00,,,,phantom,",
        "Support,2026-01-05 10:45:00,,2026-01-05 10:45:30,,abandoned,",
    ]);
    let import = centre.send(&text, &centre.calls()).unwrap();
    assert_eq!(
        import.status,
        ImportStatus::Complete,
        "{:?}",
        import.rejects
    );
    assert_eq!((import.rows_accepted, import.rows_ignored), (4, 1));
    let rows = centre.rows_of("Support");
    assert_eq!(rows.len(), 4);
    let first = &rows[0];
    assert_eq!(
        (first.offered, first.handled, first.abandoned),
        (3.0, Some(2.0), Some(1.0))
    );
    assert_eq!(first.average_handle_time_seconds, Some(210.0));
    assert_eq!(first.answered_within, Some(1.0));
    assert_eq!(first.answered_wait_seconds, Some(41.0));
    assert_eq!(first.abandoned_wait_seconds, Some(100.0));
    assert_eq!(
        (
            rows[1].offered,
            rows[1].handled,
            rows[1].average_handle_time_seconds
        ),
        (0.0, Some(0.0), None)
    );
    assert_eq!(
        (rows[3].abandoned, rows[3].abandoned_wait_seconds),
        (Some(1.0), Some(30.0))
    );
}

#[rstest]
#[case::answered_too_early(
    "Support,2026-01-05 09:10:00,2026-01-05 09:09:00,,,,",
    "Answer Time",
    "times-out-of-order"
)]
#[case::ended_too_early(
    "Support,2026-01-05 09:10:00,2026-01-05 09:11:00,2026-01-05 09:10:30,,,",
    "End Time",
    "times-out-of-order"
)]
#[case::both_outcomes(
    "Support,2026-01-05 09:10:00,2026-01-05 09:11:00,,2026-01-05 09:11:00,,",
    "Answer Time",
    "contradictory-outcome"
)]
#[case::answered_never(
    "Support,2026-01-05 09:10:00,,,,answered,",
    "Answer Time",
    "contradictory-outcome"
)]
#[case::unknown_outcome(
    "Support,2026-01-05 09:10:00,,,,exploded,",
    "Outcome",
    "unknown-outcome"
)]
#[case::bad_time("Support,yesterday,,,,,", "Enter Time", "bad-time")]
#[case::unknown_queue("Nobody,2026-01-05 09:10:00,,,,,", "Queue", "unknown-queue")]
#[case::shown_twice(
    "Support,2026-10-25 02:10:00,,,,,",
    "Enter Time",
    "ambiguous-local-time"
)]
fn a_bad_call_is_named(#[case] row: &str, #[case] column: &str, #[case] code: &str) {
    let centre = Centre::berlin();
    let good = "Support,2026-01-05 09:00:00,,,,,";
    let import = centre.send(&file(&[good, row]), &centre.calls()).unwrap();
    assert_eq!(import.status, ImportStatus::Rejected);
    let reject = &import.rejects[0];
    assert_eq!(
        (reject.row, reject.column.as_deref(), reject.code.as_str()),
        (3, Some(column), code)
    );
    assert_eq!(centre.history("Support"), []);
}

/// All calls, answered, abandoned, phantoms, mean service and mean queue seconds of the answered, January 1999.
const JANUARY: [(&str, u64, f64, f64, u64, f64, f64); 6] = [
    ("PS", 22_998, 20_374.0, 2_454.0, 170, 191.99, 32.34),
    ("NW", 5_582, 4_017.0, 1_547.0, 18, 106.47, 47.25),
    ("NE", 1_586, 1_476.0, 107.0, 3, 323.37, 42.47),
    ("TT", 972, 852.0, 75.0, 45, 72.58, 16.78),
    ("IN", 295, 207.0, 85.0, 3, 264.17, 76.88),
    ("PE", 164, 134.0, 29.0, 1, 232.90, 46.51),
];

#[test]
fn a_real_banks_january_has_the_published_totals() {
    let Some(path) = shared("data/technion/january.txt") else {
        return;
    };
    let centre = Centre::new(chrono_tz::Asia::Jerusalem, 30);
    let mut options = centre.calls();
    options.create_missing_queues = true;
    let import = centre.send_path(&path, &options).unwrap();
    assert_eq!(
        import.status,
        ImportStatus::Complete,
        "{:?}",
        import.rejects.first()
    );
    for (name, calls, answered, abandoned, phantoms, service, wait) in JANUARY {
        let queue = import
            .totals
            .queues
            .iter()
            .find(|queue| queue.queue_name == name)
            .unwrap();
        let sums = &queue.sums;
        println!(
            "{name}: calls {} answered {:?} abandoned {:?} phantoms {} service {:?} s wait {:?} s within 20 s {:?}",
            sums.rows + sums.ignored,
            sums.handled,
            sums.abandoned,
            sums.ignored,
            sums.average_handle_time_seconds,
            sums.average_wait_seconds,
            sums.answered_within
        );
        assert_eq!(
            (
                sums.rows + sums.ignored,
                sums.handled,
                sums.abandoned,
                sums.ignored
            ),
            (calls, Some(answered), Some(abandoned), phantoms),
            "{name}"
        );
        assert!(
            (sums.average_handle_time_seconds.unwrap() - service).abs() < 0.01,
            "{name}"
        );
        assert!(
            (sums.average_wait_seconds.unwrap() - wait).abs() < 0.01,
            "{name}"
        );
    }
    let all = &import.totals.sums;
    assert_eq!((import.rows_read, import.rows_ignored), (31_599, 240));
    assert_eq!(
        (all.offered, all.handled, all.abandoned),
        (31_359.0, Some(27_060.0), Some(4_299.0))
    );
    let aa = import
        .totals
        .queues
        .iter()
        .find(|queue| queue.queue_name == "AA")
        .unwrap();
    assert_eq!((aa.sums.offered, aa.sums.abandoned), (2.0, Some(2.0)));
}
