//! Errors planted in generated histories of small and large queues, and clean histories in which nothing may be found.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use rand_core::SeedableRng;
use rand_distr::{Distribution as _, Gamma, Poisson};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::*;
use crate::calendar::{Calendar, SpecialDay, SpecialDayKind};
use crate::grid::{DaySlots, SlotsPerDay, weekday_index};

pub(super) type Rows = Vec<Vec<Option<f64>>>;

/// A queue open 08:00 to 18:00 on weekdays in half hours, Mondays busier, its rate spread by day and interval.
pub(super) struct Queue {
    level: f64,
    days: usize,
    day_cv: f64,
    interval_cv: f64,
    seed: u64,
    /// Factor of the rate of a day, by its number and slot.
    busy: fn(usize, usize) -> f64,
}

const SLOTS: usize = 48;
const OPEN: std::ops::Range<usize> = 16..36;

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap()
}

impl Queue {
    pub(super) fn of(level: f64, days: usize, seed: u64) -> Self {
        Self {
            level,
            days,
            day_cv: 0.1,
            interval_cv: 0.08,
            seed,
            busy: |_, _| 1.0,
        }
    }

    fn rate(weekday: usize, slot: usize) -> f64 {
        let weekday = [1.3, 1.1, 1.0, 1.0, 0.9][weekday];
        let hour = (slot as f64 - 15.0) / 21.0 * std::f64::consts::PI;
        weekday * (0.4 + hour.sin() + 0.3 * (3.0 * hour).sin())
    }

    pub(super) fn rows(&self) -> Rows {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(self.seed);
        let spread = |cv: f64| Gamma::new(cv.powi(-2), cv * cv).unwrap();
        let (day, interval) = (spread(self.day_cv), spread(self.interval_cv));
        let dates = monday().iter_days().take(self.days).enumerate();
        dates
            .map(|(number, date)| {
                let of_day = day.sample(&mut rng);
                (0..SLOTS)
                    .map(|slot| {
                        let weekday = weekday_index(date);
                        let open = weekday < 5 && OPEN.contains(&slot);
                        open.then(|| {
                            let usual = self.level * Self::rate(weekday, slot);
                            let rate = usual * of_day * (self.busy)(number, slot);
                            let rate = (rate * interval.sample(&mut rng)).max(1e-9);
                            Poisson::new(rate).unwrap().sample(&mut rng)
                        })
                    })
                    .collect()
            })
            .collect()
    }
}

pub(super) fn grid(rows: Rows) -> DaySlots {
    DaySlots::new(
        monday(),
        SlotsPerDay::of_interval_minutes(30).unwrap(),
        rows,
    )
    .unwrap()
}

fn found_with(rows: &Rows, calendar: &Calendar) -> Findings {
    let offered = grid(rows.clone());
    let series = QueueSeries {
        offered: &offered,
        handled: None,
        aht_seconds: None,
    };
    examine(series, calendar, &BTreeSet::new()).unwrap()
}

fn found(rows: &Rows) -> Findings {
    found_with(rows, &Calendar::default())
}

pub(super) fn ids(findings: &Findings) -> Vec<String> {
    findings.iter().map(|f| f.id.to_string()).collect()
}

fn special(day: usize, kind: SpecialDayKind) -> SpecialDay {
    SpecialDay {
        date: monday() + Days::new(day as u64),
        name: "a special day".to_owned(),
        kind,
    }
}

/// Repaired ÷ true contacts of what was lost.
fn recovered(
    findings: &Findings,
    broken: &Rows,
    truth: &Rows,
    day: usize,
    slots: std::ops::Range<usize>,
) -> f64 {
    let cleaned = findings.apply(&grid(broken.clone()), &Decisions::accept_all(findings));
    let date = monday() + Days::new(day as u64);
    let sum = |value: &dyn Fn(usize) -> Option<f64>| slots.clone().filter_map(value).sum::<f64>();
    sum(&|slot| cleaned.cell(date, slot)) / sum(&|slot| truth[day][slot])
}

#[test]
fn clean_histories_of_any_size_have_next_to_no_findings() {
    let (mut cells, mut wrong) = (0, Vec::new());
    for level in [1.0, 5.0, 30.0, 150.0, 500.0] {
        for seed in 0..8 {
            let queue = Queue::of(level, 364, seed);
            let rows = queue.rows();
            cells += rows.iter().flatten().flatten().count();
            wrong.extend(found(&rows).iter().map(|f| (level, f.reason.clone())));
        }
    }
    println!(
        "{} findings in {cells} clean intervals of 40 queue-years: {wrong:?}",
        wrong.len()
    );
    assert!(wrong.len() <= 4, "{wrong:?}");
}

#[test]
fn noisy_intervals_and_restless_days_are_not_taken_for_errors() {
    let mut wrong = Vec::new();
    for level in [1.0, 20.0, 300.0] {
        for seed in 0..4 {
            let queue = Queue {
                day_cv: 0.2,
                interval_cv: 0.25,
                ..Queue::of(level, 364, seed)
            };
            wrong.extend(
                found(&queue.rows())
                    .iter()
                    .map(|f| (level, f.reason.clone())),
            );
        }
    }
    println!(
        "{} findings in 12 restless queue-years: {wrong:?}",
        wrong.len()
    );
    assert!(wrong.len() <= 3, "{wrong:?}");
}

#[test]
fn round_the_clock_with_quiet_nights_and_small_weekends_nothing_is_found() {
    let mut wrong = Vec::new();
    for (seed, level) in [(1, 3.0), (2, 12.0), (3, 120.0), (4, 600.0)] {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let of_day = Gamma::new(100.0, 0.01).unwrap();
        let days = (0..200).map(|day| {
            let of_day: f64 = of_day.sample(&mut rng) * if day % 7 > 4 { 0.15 } else { 1.0 };
            let count = |slot: usize| {
                let hour = (slot as f64 / 96.0 * std::f64::consts::TAU).cos();
                let rate = level * of_day * (-2.5 * hour - 1.5).exp();
                Some(Poisson::new(rate).unwrap().sample(&mut rng))
            };
            (0..96).map(count).collect()
        });
        let slots = SlotsPerDay::of_interval_minutes(15).unwrap();
        let offered = DaySlots::new(monday(), slots, days.collect()).unwrap();
        let series = QueueSeries {
            offered: &offered,
            handled: None,
            aht_seconds: None,
        };
        let findings = examine(series, &Calendar::default(), &BTreeSet::new()).unwrap();
        wrong.extend(findings.iter().map(|f| (level, f.reason.clone())));
    }
    println!(
        "{} findings in 800 days round the clock: {wrong:?}",
        wrong.len()
    );
    assert!(wrong.len() <= 2, "{wrong:?}");
}

#[test]
fn two_clean_weeks_have_no_findings_either() {
    let mut wrong = Vec::new();
    for level in [1.0, 20.0, 300.0] {
        for seed in 0..100 {
            wrong.extend(
                found(&Queue::of(level, 14, seed).rows())
                    .iter()
                    .map(|f| (level, f.reason.clone())),
            );
        }
    }
    println!(
        "{} findings in 300 clean fortnights: {wrong:?}",
        wrong.len()
    );
    assert!(wrong.len() <= 3, "{wrong:?}");
}

#[test]
fn an_outage_is_found_in_a_small_queue_and_in_a_large_one_and_what_was_lost_comes_back() {
    for (level, slots) in [(2.0, 17..30), (20.0, 20..26), (500.0, 22..24)] {
        for days in [14, 84] {
            let truth = Queue::of(level, days, 7).rows();
            let mut rows = truth.clone();
            rows[8][slots.clone()].fill(Some(0.0));
            let findings = found(&rows);
            let found: Vec<&Finding> = findings.iter().collect();
            assert_eq!(found.len(), 1, "{level} {days}: {:?}", ids(&findings));
            assert!(matches!(found[0].kind, FindingKind::Outage { .. }));
            let range = found[0].slots;
            // Beside an outage of a small queue an interval may be empty by chance.
            let near = if level < 5.0 { 2 } else { 0 };
            assert!(
                range.first.abs_diff(slots.start) <= near && range.end.abs_diff(slots.end) <= near,
                "{range:?}"
            );
            let share = recovered(&findings, &rows, &truth, 8, slots.clone());
            let allowed = if level < 5.0 { 0.5 } else { 0.25 };
            assert!((share - 1.0).abs() < allowed, "{level} {days}: {share}");
        }
    }
}

#[test]
fn nearly_all_planted_errors_are_found_at_any_size_from_five_contacts_an_interval() {
    for level in [5.0, 30.0, 150.0, 500.0] {
        let (mut outages, mut doubled, mut spikes) = (0, 0, 0);
        for seed in 100..120 {
            let truth = Queue::of(level, 84, seed).rows();
            let hit = |rows: &Rows, id: &str| {
                u32::from(ids(&found(rows)).iter().any(|f| f.starts_with(id)))
            };
            let mut rows = truth.clone();
            // About 50 contacts lost, or an hour.
            let length = (50.0 / level).ceil().max(2.0) as usize;
            rows[30][20..20 + length].fill(Some(0.0));
            outages += hit(&rows, "outage:2026-02-04:20-");
            let mut rows = truth.clone();
            rows[38]
                .iter_mut()
                .for_each(|cell| *cell = cell.map(|count| 2.0 * count));
            doubled += hit(&rows, "doubledLoad:2026-02-12:0-48");
            let mut rows = truth.clone();
            rows[45][24] = rows[45][24].map(|count| 5.0 * count + 30.0);
            spikes += hit(&rows, "spike:2026-02-19:24-25");
        }
        println!(
            "level {level}: of 20 planted, outages {outages}, doubled days {doubled}, spikes {spikes} found"
        );
        assert!(
            outages >= 17 && doubled >= 18 && spikes >= 18,
            "{outages} {doubled} {spikes}"
        );
    }
}

#[test]
fn an_outage_until_the_evening_is_found_unless_the_calendar_says_that_the_next_day_is_a_holiday() {
    let mut rows = Queue::of(40.0, 84, 3).rows();
    rows[30][25..36].fill(Some(0.0));
    let findings = found(&rows);
    assert_eq!(ids(&findings), ["outage:2026-02-04:25-36"]);
    assert_eq!(
        findings.iter().next().unwrap().confidence,
        Confidence::Likely
    );

    let holiday = Calendar::from_iter([special(31, SpecialDayKind::PublicHoliday)]);
    assert!(found_with(&rows, &holiday).is_empty());
    let same_day = Calendar::from_iter([special(30, SpecialDayKind::PublicHoliday)]);
    assert!(found_with(&rows, &same_day).is_empty());
}

#[test]
fn a_day_loaded_twice_is_halved_to_the_very_counts() {
    for level in [2.0, 20.0, 500.0] {
        for days in [14, 84] {
            let truth = Queue::of(level, days, 11).rows();
            let mut rows = truth.clone();
            for cell in &mut rows[9] {
                *cell = cell.map(|count| 2.0 * count);
            }
            let findings = found(&rows);
            assert_eq!(
                ids(&findings),
                ["doubledLoad:2026-01-14:0-48"],
                "{level} {days}"
            );
            let cleaned = findings.apply(&grid(rows), &Decisions::accept_strong(&findings));
            assert_eq!(cleaned, grid(truth));
        }
    }
}

#[test]
fn a_morning_loaded_twice_is_found_alone() {
    let truth = Queue::of(60.0, 84, 5).rows();
    let mut rows = truth.clone();
    for cell in &mut rows[22][16..28] {
        *cell = cell.map(|count| 2.0 * count);
    }
    let findings = found(&rows);
    let all: Vec<&Finding> = findings.iter().collect();
    assert_eq!(all.len(), 1, "{:?}", ids(&findings));
    assert!(matches!(
        all[0].kind,
        FindingKind::DoubledLoad {
            all_counts_even: true,
            ..
        }
    ));
    let share = recovered(&findings, &rows, &truth, 22, 16..28);
    assert!((share - 1.0).abs() < 0.05, "{share}");
}

#[test]
fn a_day_at_twice_the_usual_with_odd_counts_is_a_doubt_and_none_at_all_after_a_closure_or_on_an_event()
 {
    let mut rows = Queue::of(100.0, 84, 5).rows();
    let total = |day: usize| rows[day].iter().flatten().sum::<f64>();
    let level = 4.0 * total(23) / (total(9) + total(16) + total(30) + total(37));
    for cell in &mut rows[23] {
        *cell = cell.map(|count| (2.0 * count / level).round());
    }
    let findings = found(&rows);
    let all: Vec<&Finding> = findings.iter().collect();
    assert_eq!(ids(&findings), ["doubledLoad:2026-01-28:0-48"]);
    assert_eq!(all[0].confidence, Confidence::Likely);

    let event = Calendar::from_iter([special(23, SpecialDayKind::Event { size: 1.0 })]);
    assert!(found_with(&rows, &event).is_empty());
    rows[22] = vec![None; SLOTS];
    assert_eq!(ids(&found(&rows)), ["closedDay:2026-01-27:0-48"]);
}

#[test]
fn busy_billing_days_of_every_month_are_left_alone() {
    for level in [3.0, 50.0, 500.0] {
        let busy = |day: usize, slot: usize| {
            if day % 28 == 2 {
                1.9 + 0.02 * (slot % 7) as f64
            } else {
                1.0
            }
        };
        let queue = Queue {
            busy,
            ..Queue::of(level, 364, 9)
        };
        let rows = queue.rows();
        assert!(found(&rows).is_empty(), "{level}: {:?}", ids(&found(&rows)));
    }
}

#[test]
fn a_spike_is_one_interval_and_a_busy_hour_is_none() {
    for (level, height) in [(1.0, 40.0), (30.0, 400.0), (500.0, 6_000.0)] {
        let mut rows = Queue::of(level, 84, 13).rows();
        rows[16][24] = Some(height);
        assert_eq!(ids(&found(&rows)), ["spike:2026-01-21:24-25"], "{level}");
        rows[16][23..27].fill(Some(0.8 * height));
        assert!(found(&rows).is_empty(), "{level}: {:?}", ids(&found(&rows)));
    }
}

#[test]
fn a_plateau_at_the_days_maximum_is_a_ceiling_where_more_is_usual() {
    for (level, ceiling) in [(30.0, 31.0), (200.0, 215.0)] {
        let truth = Queue::of(level, 84, 21).rows();
        let mut rows = truth.clone();
        for cell in &mut rows[29] {
            *cell = cell.map(|count| count.min(ceiling));
        }
        let findings = found(&rows);
        let all: Vec<&Finding> = findings.iter().collect();
        assert_eq!(all.len(), 1, "{level}: {:?}", ids(&findings));
        assert!(matches!(all[0].kind, FindingKind::Censored { ceiling: c, .. } if c == ceiling));
        let range = all[0].slots.first..all[0].slots.end;
        let share = recovered(&findings, &rows, &truth, 29, range);
        assert!((share - 1.0).abs() < 0.15, "{share}");
    }
}

#[test]
fn a_lost_hour_a_lost_day_and_a_holiday_are_told_apart() {
    let truth = Queue::of(30.0, 84, 2).rows();
    let mut rows = truth.clone();
    rows[15][20] = None;
    rows[15][21] = None;
    rows[24] = vec![None; SLOTS];
    rows[38] = vec![None; SLOTS];
    let calendar = Calendar::from_iter([special(38, SpecialDayKind::PublicHoliday)]);
    let findings = found_with(&rows, &calendar);
    assert_eq!(
        ids(&findings),
        [
            "missing:2026-01-20:20-22",
            "closedDay:2026-01-29:0-48",
            "closedDay:2026-02-12:0-48"
        ]
    );
    let holidays: Vec<bool> = findings
        .iter()
        .filter_map(|f| match &f.kind {
            FindingKind::ClosedDay { holiday } => Some(holiday.is_some()),
            _ => None,
        })
        .collect();
    assert_eq!(holidays, [false, true]);
    let share = recovered(&findings, &rows, &truth, 15, 20..22);
    assert!((share - 1.0).abs() < 0.35, "{share}");
}

#[test]
fn hours_that_clocks_skip_opening_hours_that_change_and_a_history_that_ends_at_noon_lack_nothing() {
    let mut rows = Queue::of(30.0, 84, 2).rows();
    for (day, row) in rows.iter_mut().enumerate() {
        for slot in [16, 17].into_iter().filter(|_| day >= 40) {
            row[slot] = None;
        }
    }
    rows[81][26..].fill(None);
    rows[82] = vec![None; SLOTS];
    rows[83] = vec![None; SLOTS];
    rows.truncate(82);
    rows[20][30] = None;
    let offered = grid(rows);
    let series = QueueSeries {
        offered: &offered,
        handled: None,
        aht_seconds: None,
    };
    let absent = BTreeSet::from([
        (monday() + Days::new(20), 30),
        (monday() + Days::new(17), 30),
    ]);
    let findings = examine(series, &Calendar::default(), &absent).unwrap();
    assert!(findings.is_empty(), "{:?}", ids(&findings));
}

#[test]
fn more_handled_than_offered_is_found_and_one_that_waited_is_not() {
    let mut offered = Queue::of(30.0, 28, 2).rows();
    let mut handled = offered.clone();
    // Three who called before ten are answered after ten.
    handled[8][19] = handled[8][19].map(|n| n - 3.0);
    handled[8][20] = handled[8][20].map(|n| n + 3.0);
    handled[9][22] = handled[9][22].map(|n| n + 12.0);
    offered[10][25] = Some(0.0);
    let (offered, handled) = (grid(offered), grid(handled));
    let series = QueueSeries {
        offered: &offered,
        handled: Some(&handled),
        aht_seconds: None,
    };
    let findings = examine(series, &Calendar::default(), &BTreeSet::new()).unwrap();
    assert_eq!(
        ids(&findings),
        [
            "handledAboveOffered:2026-01-14:22-23",
            "handledAboveOffered:2026-01-15:25-26"
        ]
    );
    let cleaned = findings.apply(&offered, &Decisions::accept_all(&findings));
    let date = monday() + Days::new(10);
    assert_eq!(cleaned.cell(date, 25), handled.cell(date, 25));
}

#[test]
fn a_refused_finding_changes_nothing_and_the_decision_holds_when_more_weeks_have_come() {
    let mut rows = Queue::of(40.0, 84, 3).rows();
    rows[30][20..26].fill(Some(0.0));
    rows[44][18] = None;
    let early: Rows = rows[..56].to_vec();
    let findings = found(&early);
    assert_eq!(findings.len(), 2);
    let mut decisions = Decisions::default();
    assert_eq!(
        findings.apply(&grid(early.clone()), &decisions),
        grid(early.clone())
    );
    for finding in findings.iter() {
        let refused = matches!(finding.kind, FindingKind::Missing);
        decisions.decide(
            finding.id.clone(),
            if refused {
                Decision::Refused
            } else {
                Decision::Accepted
            },
        );
    }
    let stored = serde_json::to_string(&decisions).unwrap();
    let decisions: Decisions = serde_json::from_str(&stored).unwrap();
    let later = found(&rows);
    let cleaned = later.apply(&grid(rows), &decisions);
    assert_eq!(cleaned.cell(monday() + Days::new(44), 18), None);
    assert!(cleaned.cell(monday() + Days::new(30), 22).unwrap() > 20.0);
}

#[test]
fn a_repair_does_not_touch_a_cell_that_was_imported_anew() {
    let mut rows = Queue::of(40.0, 84, 3).rows();
    rows[30][20..26].fill(Some(0.0));
    let findings = found(&rows);
    rows[30][22] = Some(37.0);
    let cleaned = findings.apply(&grid(rows), &Decisions::accept_all(&findings));
    assert_eq!(cleaned.cell(monday() + Days::new(30), 22), Some(37.0));
    assert!(cleaned.cell(monday() + Days::new(30), 23).unwrap() > 10.0);
}

#[test]
fn findings_are_stored_as_camel_case_json_and_read_back_alike() {
    let mut rows = Queue::of(40.0, 84, 3).rows();
    rows[30][20..26].fill(Some(0.0));
    let findings = found(&rows);
    let text = serde_json::to_string(&findings).unwrap();
    for part in [
        r#""id":"outage:2026-02-04:20-26""#,
        r#""kind":"outage""#,
        r#""repairs":[{"series":"offered""#,
        "where",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let back: Findings = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&back).unwrap(), text);
    assert!("outage:2026-02-04:20".parse::<FindingId>().is_err());
}

#[test]
fn other_matrices_must_cover_the_same_days() {
    let offered = grid(Queue::of(5.0, 14, 1).rows());
    let handled = grid(Queue::of(5.0, 13, 1).rows());
    let series = QueueSeries {
        offered: &offered,
        handled: Some(&handled),
        aht_seconds: None,
    };
    let error = examine(series, &Calendar::default(), &BTreeSet::new()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("Handled starts on 2026-01-05 with 13 days"),
        "{error}"
    );
}

#[test]
fn an_empty_history_has_no_findings() {
    assert!(found(&Vec::new()).is_empty());
    assert!(found(&vec![vec![None; SLOTS]; 20]).is_empty());
}
