//! The definitions against published examples, and what holds for every timeline.

use proptest::prelude::*;

use super::activity::Activity::{self, *};
use super::definition::{Definition, Undefined};
use super::figures::{AdherenceFigures, AgentDay, Impact};
use super::timeline::tests::{change, minute, span};
use super::timeline::{ScheduledSpan, StateChange, Timeline};
use crate::db::Instant;

/// Minutes from 1970-01-01T00:00Z, a day in UTC.
fn measured(
    definition: Definition,
    scheduled: Vec<ScheduledSpan>,
    changes: Vec<StateChange>,
) -> AgentDay {
    let date = "1970-01-01".parse().unwrap();
    let timeline = Timeline::new(scheduled, changes);
    AgentDay::measure(&timeline, definition, date, chrono_tz::UTC, minute(1_440)).unwrap()
}

fn figures(definition: Definition, day: &AgentDay) -> AdherenceFigures {
    AdherenceFigures::of(definition, [day])
}

/// 60 minutes on queue scheduled; comes 10 minutes late, works 50, stays 10 longer.
fn late_but_stays(definition: Definition) -> AgentDay {
    let changes = vec![
        change(0, Unscheduled),
        change(610, OnQueueWork),
        change(670, Unscheduled),
    ];
    measured(definition, vec![span(600, 660, OnQueueWork)], changes)
}

/// The days that the published examples tell of; `None` for a row that only defines.
fn example(product: &str, case: &str, quantity: &str) -> Option<(Definition, AgentDay)> {
    if product == "Genesys Cloud" {
        let profile = if case.contains("option OFF") || quantity.starts_with("conformance") {
            Definition::GenesysCloud
        } else {
            Definition::GenesysCloudOutsideShift
        };
        return Some((profile, late_but_stays(profile)));
    }
    if product.starts_with("Calabrio GovSuite") {
        // 6 h of work: 3 h in place, 1 h away from the queue, 2 h neutral (in a meeting instead of training).
        let scheduled = vec![span(0, 240, OnQueueWork), span(240, 360, Training)];
        let changes = vec![
            change(0, OnQueueWork),
            change(180, OffQueueWork),
            change(240, Meeting),
            change(360, Unscheduled),
        ];
        let profile = Definition::Calabrio;
        return Some((profile, measured(profile, scheduled, changes)));
    }
    if product == "ServiceNow WFO" {
        let changes = vec![
            change(0, Unscheduled),
            change(30, OnQueueWork),
            change(480 + 65, Unscheduled),
        ];
        let profile = Definition::Servicenow;
        let day = measured(profile, vec![span(0, 480, OnQueueWork)], changes);
        return Some((profile, day));
    }
    if product == "generic" {
        let changes = vec![
            change(0, OnQueueWork),
            change(450, Break),
            change(480, Unscheduled),
        ];
        let profile = Definition::Generic;
        let day = measured(profile, vec![span(0, 480, OnQueueWork)], changes);
        return Some((profile, day));
    }
    None
}

#[test]
fn published_examples_come_out_as_published() {
    let shared = std::env::var("CREWCAST_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let path = std::path::Path::new(&shared).join("vectors/adherence_examples.csv");
    let Ok(mut reader) = csv::Reader::from_path(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return;
    };
    let (mut passed, mut without_value) = (0, 0);
    for row in reader.records() {
        let row = row.unwrap();
        let (product, case, quantity) = (&row[0], &row[3], &row[4]);
        let Ok(value) = row[6].parse::<f64>() else {
            without_value += 1;
            continue;
        };
        let (profile, day) =
            example(product, case, quantity).unwrap_or_else(|| panic!("no example for {row:?}"));
        let figures = figures(profile, &day);
        let ours = match quantity {
            "adherence %" => figures.adherence_percentage,
            "conformance %" => figures.conformance_percentage,
            other => panic!("unknown quantity {other:?}"),
        };
        // A published figure is right to half of its last digit.
        let decimals = row[6].split_once('.').map_or(0, |(_, digits)| digits.len());
        let tolerance = 0.5 * 10f64.powi(-(decimals as i32)) + 1e-9;
        let ours = ours.unwrap_or_else(|| panic!("undefined for {row:?}: {figures:?}"));
        assert!((ours - value).abs() <= tolerance, "{ours} for {row:?}");
        passed += 1;
    }
    eprintln!(
        "adherence_examples.csv: {passed} of {passed} rows with a value passed, {without_value} rows only define"
    );
    assert_eq!(passed, 7);
}

#[test]
fn being_late_is_negative_and_staying_longer_is_positive() {
    let day = late_but_stays(Definition::GenesysCloudOutsideShift);
    let told: Vec<_> = day
        .exceptions
        .iter()
        .map(|e| (e.window.start, e.scheduled, e.actual, e.impact))
        .collect();
    assert_eq!(
        told,
        [
            (minute(600), OnQueueWork, Unscheduled, Impact::Negative),
            (minute(660), Unscheduled, OnQueueWork, Impact::Positive),
        ]
    );
    let figures = figures(Definition::GenesysCloudOutsideShift, &day);
    assert_eq!(
        (figures.impact_seconds, figures.impact),
        (0, Impact::Neutral)
    );
    assert_eq!(figures.adherence_schedule_secs, 4_200);
}

#[test]
fn percentages_without_a_meaning_are_null_with_their_reason() {
    let genesys = Definition::GenesysCloud;
    let shift = || vec![span(600, 660, OnQueueWork)];
    let reasons = |day: &AgentDay| {
        let figures = figures(genesys, day);
        assert_eq!(
            (figures.adherence_percentage, figures.conformance_percentage),
            (None, None)
        );
        (
            figures.adherence_undefined_reason.unwrap(),
            figures.conformance_undefined_reason.unwrap(),
        )
    };
    let silent = measured(genesys, shift(), vec![]);
    assert_eq!(
        reasons(&silent),
        (Undefined::NoStateKnown, Undefined::NoStateKnown)
    );
    assert_eq!(figures(genesys, &silent).impact, Impact::Unknown);
    let absent = measured(genesys, shift(), vec![change(0, Unscheduled)]);
    assert_eq!(
        reasons(&absent),
        (Undefined::NoActualTime, Undefined::NoActualTime)
    );
    assert_eq!(figures(genesys, &absent).exception_duration_secs, 3_600);
    let unplanned = measured(genesys, vec![], vec![change(0, OnQueueWork)]);
    assert_eq!(
        reasons(&unplanned),
        (
            Undefined::NoScheduledTime,
            Undefined::NoScheduledOnQueueTime
        )
    );
}

#[test]
fn nobody_is_held_to_leave() {
    let leave = vec![span(0, 480, TimeOff)];
    let day = measured(
        Definition::GenesysCloud,
        leave,
        vec![change(0, Unscheduled)],
    );
    let figures = figures(Definition::GenesysCloud, &day);
    assert_eq!(figures.adherence_schedule_secs, 0);
    assert_eq!(figures.schedule_length_secs, 480 * 60);
    assert!(day.exceptions.is_empty());
}

#[test]
fn amazon_connect_compares_productive_with_non_productive_only() {
    let scheduled = vec![span(0, 60, OnQueueWork), span(60, 120, Training)];
    let changes = vec![
        change(0, OnQueueWork),
        change(60, Meeting),
        change(90, OnQueueWork),
    ];
    let day = measured(Definition::AmazonConnect, scheduled, changes);
    let figures = figures(Definition::AmazonConnect, &day);
    assert_eq!(figures.adherence_percentage, Some(75.0));
    assert_eq!(
        figures.conformance_undefined_reason,
        Some(Undefined::NotInThisDefinition)
    );
}

#[test]
fn an_overnight_shift_counts_in_both_of_its_days() {
    let zone = chrono_tz::Europe::Berlin;
    let at = |text: &str| Instant::from_utc(text.parse().unwrap());
    let scheduled = vec![ScheduledSpan {
        start: at("2026-11-23T21:00:00Z"),
        end: at("2026-11-24T05:00:00Z"),
        activity: OnQueueWork,
    }];
    let change = |text: &str, activity| StateChange {
        at: at(text),
        event_id: text.to_owned(),
        activity,
        interacting: false,
    };
    let timeline = Timeline::new(
        scheduled,
        vec![
            change("2026-11-23T21:30:00Z", OnQueueWork),
            change("2026-11-24T05:00:00Z", Unscheduled),
        ],
    );
    let day = |date: &str| {
        let date = date.parse().unwrap();
        let later = at("2026-12-01T00:00:00Z");
        let day = AgentDay::measure(&timeline, Definition::GenesysCloud, date, zone, later);
        figures(Definition::GenesysCloud, &day.unwrap())
    };
    let (first, second) = (day("2026-11-23"), day("2026-11-24"));
    // Midnight in Berlin is 23:00 UTC: two hours before it, six after.
    assert_eq!(first.schedule_length_secs, 2 * 3_600);
    assert_eq!(first.adherence_percentage, Some(75.0));
    assert_eq!(second.schedule_length_secs, 6 * 3_600);
    assert_eq!(second.adherence_percentage, Some(100.0));
}

#[test]
fn days_on_which_clocks_change_have_23_and_25_hours() {
    let timeline = Timeline::default();
    let hours = |date: &str, zone| {
        let later = Instant::from_utc("2027-01-01T00:00:00Z".parse().unwrap());
        let date = date.parse().unwrap();
        let day = AgentDay::measure(&timeline, Definition::GenesysCloud, date, zone, later);
        day.unwrap().tally.unknown as f64 / 3_600.0
    };
    assert_eq!(hours("2026-03-29", chrono_tz::Europe::Berlin), 23.0);
    assert_eq!(hours("2026-11-01", chrono_tz::America::New_York), 25.0);
    assert_eq!(hours("2026-04-05", chrono_tz::Australia::Lord_Howe), 24.5);
}

#[test]
fn a_day_that_runs_is_measured_to_the_present_only() {
    let timeline = Timeline::new(
        vec![span(600, 660, OnQueueWork)],
        vec![change(600, OnQueueWork)],
    );
    let date = "1970-01-01".parse().unwrap();
    let until = |minutes| {
        AgentDay::measure(
            &timeline,
            Definition::GenesysCloud,
            date,
            chrono_tz::UTC,
            minute(minutes),
        )
    };
    assert_eq!(until(630).unwrap().tally.expected, 1_800);
    assert_eq!(until(0), None);
}

const ACTIVITIES: [Activity; 10] = [
    OnQueueWork,
    Break,
    Meal,
    Meeting,
    OffQueueWork,
    TimeOff,
    Training,
    Unavailable,
    Unscheduled,
    Unknown,
];

fn any_changes() -> impl Strategy<Value = Vec<StateChange>> {
    let one = (-2_000i64..1_500, 0usize..ACTIVITIES.len());
    proptest::collection::vec(one, 0..40).prop_map(|drawn| {
        drawn
            .into_iter()
            .enumerate()
            .map(|(index, (at, activity))| StateChange {
                at: minute(at),
                event_id: format!("event-{index}"),
                activity: ACTIVITIES[activity],
                interacting: false,
            })
            .collect()
    })
}

/// Spans one after another, some with gaps, from the evening before to the morning after. The last kind, Unknown, is
/// never scheduled.
fn any_schedule() -> impl Strategy<Value = Vec<ScheduledSpan>> {
    let one = (0i64..90, 1i64..200, 0usize..ACTIVITIES.len() - 1);
    proptest::collection::vec(one, 0..25).prop_map(|drawn| {
        let mut at = -120;
        drawn
            .into_iter()
            .map(|(gap, length, activity)| {
                let start = at + gap;
                at = start + length;
                span(start, at, ACTIVITIES[activity])
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn adherence_stays_between_0_and_100_and_exceptions_add_up(
        scheduled in any_schedule(), changes in any_changes(),
    ) {
        for definition in Definition::ALL {
            let day = measured(definition, scheduled.clone(), changes.clone());
            let figures = figures(definition, &day);
            if let Some(adherence) = figures.adherence_percentage {
                prop_assert!((0.0..=100.0).contains(&adherence), "{definition:?}: {figures:?}");
            }
            if let Some(conformance) = figures.conformance_percentage {
                prop_assert!(conformance.is_finite() && conformance >= 0.0);
            }
            let listed: i64 = day.exceptions.iter().map(|e| e.window.seconds()).sum();
            prop_assert_eq!(listed, figures.exception_duration_secs, "{:?}", definition);
            prop_assert_eq!(day.tally.known + day.tally.unknown, 86_400);
        }
    }

    #[test]
    fn the_order_in_which_events_arrive_does_not_matter(
        scheduled in any_schedule(),
        (changes, shuffled) in any_changes().prop_flat_map(|changes| (
            Just(changes.clone()), Just(changes).prop_shuffle())),
    ) {
        let definition = Definition::GenesysCloud;
        prop_assert_eq!(
            measured(definition, scheduled.clone(), changes),
            measured(definition, scheduled, shuffled)
        );
    }

    #[test]
    fn an_event_that_comes_twice_changes_nothing(
        scheduled in any_schedule(), changes in any_changes(), again in 0usize..40,
    ) {
        let definition = Definition::GenesysCloud;
        let mut doubled = changes.clone();
        doubled.extend(changes.iter().skip(again).cloned());
        prop_assert_eq!(
            measured(definition, scheduled.clone(), changes),
            measured(definition, scheduled, doubled)
        );
    }
}
