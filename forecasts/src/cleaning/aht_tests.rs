//! Handle times in another unit, and impossible ones, planted beside generated counts.

use std::collections::BTreeSet;

use super::cleaning_tests::{Queue, Rows, grid, ids};
use super::*;
use crate::calendar::Calendar;

/// Handle times around 300 s for the handled counts, with a deterministic wobble.
fn handle_times(handled: &Rows) -> Rows {
    let cell = |day: usize, slot: usize| 300.0 + ((day * 37 + slot * 101) % 120) as f64 - 60.0;
    let row = |(day, row): (usize, &Vec<Option<f64>>)| {
        let cells = row.iter().enumerate();
        cells
            .map(|(slot, n)| n.filter(|n| *n > 0.0).map(|_| cell(day, slot)))
            .collect()
    };
    handled.iter().enumerate().map(row).collect()
}

fn aht_findings(offered: &Rows, handled: &Rows, aht: &Rows) -> Findings {
    let [offered, handled, aht] = [offered, handled, aht].map(|rows| grid(rows.clone()));
    let series = QueueSeries {
        offered: &offered,
        handled: Some(&handled),
        aht_seconds: Some(&aht),
    };
    examine(series, &Calendar::default(), &BTreeSet::new()).unwrap()
}

#[test]
fn minutes_and_milliseconds_written_as_seconds_are_put_right() {
    for level in [1.0, 30.0, 500.0] {
        let handled = Queue::of(level, 42, 4).rows();
        let truth = handle_times(&handled);
        assert!(aht_findings(&handled, &handled, &truth).is_empty());
        let mut aht = truth.clone();
        for cell in &mut aht[3] {
            *cell = cell.map(|seconds| seconds / 60.0);
        }
        for cell in &mut aht[10][..28] {
            *cell = cell.map(|seconds| seconds * 1_000.0);
        }
        let findings = aht_findings(&handled, &handled, &aht);
        let factors: Vec<f64> = findings
            .iter()
            .filter_map(|f| match f.kind {
                FindingKind::UnitMistake { factor } => Some(factor),
                _ => None,
            })
            .collect();
        assert_eq!(factors, [60.0, 0.001], "{level}: {:?}", ids(&findings));
        assert_eq!(findings.len(), 2);
        let cleaned = findings.apply_to(
            Series::AhtSeconds,
            &grid(aht),
            &Decisions::accept_strong(&findings),
        );
        for ((_, cleaned), truth) in cleaned.iter().zip(&truth) {
            for (cleaned, truth) in cleaned.iter().zip(truth) {
                assert!(
                    cleaned
                        .zip(*truth)
                        .is_none_or(|(a, b)| (a - b).abs() < 1e-9)
                );
            }
        }
    }
}

#[test]
fn a_history_in_minutes_from_first_to_last_is_put_right_day_by_day() {
    let handled = Queue::of(30.0, 14, 4).rows();
    let mut aht = handle_times(&handled);
    for cell in aht.iter_mut().flatten() {
        *cell = cell.map(|seconds| seconds / 60.0);
    }
    let findings = aht_findings(&handled, &handled, &aht);
    assert_eq!(findings.len(), 10);
    assert!(
        findings
            .iter()
            .all(|f| f.kind == FindingKind::UnitMistake { factor: 60.0 })
    );
}

#[test]
fn a_handle_time_of_nothing_or_of_five_hours_is_impossible_and_one_long_call_is_not() {
    let offered = Queue::of(30.0, 28, 4).rows();
    let mut handled = offered.clone();
    let mut aht = handle_times(&handled);
    aht[1][20] = Some(0.0);
    aht[2][20] = Some(20_000.0);
    aht[3][20] = Some(2_500.0);
    handled[3][20] = Some(1.0);
    aht[4][20] = Some(2_500.0);
    let findings = aht_findings(&offered, &handled, &aht);
    let expected = [
        "impossibleAht:2026-01-06:20-21",
        "impossibleAht:2026-01-07:20-21",
        "impossibleAht:2026-01-09:20-21",
    ];
    assert_eq!(ids(&findings), expected);
    let sure: Vec<bool> = findings
        .iter()
        .map(|f| f.confidence == Confidence::Strong)
        .collect();
    assert_eq!(sure, [true, true, false]);
}
