//! A planted outage found, repaired, refused, and what a forecast makes of it.

use chrono::NaiveDate;
use chrono_tz::Europe;
use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::cleaning::{Decision, Decisions};

use super::*;
use crate::forecasting::local_days::{LocalHistory, Observation, local_history};
use crate::forecasting::test_centre::{Centre, weekly};
use crate::forecasting::{GroupGenerationResult, generation_results};
use crate::organisation::WeekGrid;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Ten times the usual week, so that chance has little to say, and some chance nevertheless.
fn busy(date: NaiveDate, minute: u32) -> Option<f64> {
    use chrono::Datelike;
    let wobble = f64::from((date.ordinal() * 7 + minute / 30 * 13) % 11) - 5.0;
    weekly(date, minute).map(|count| (count * 10.0 + wobble).round())
}

/// Thursday 5 March 2026, 10:00 to 12:00: nothing came through.
fn with_outage(date: NaiveDate, minute: u32) -> Option<f64> {
    let outage = date == self::date("2026-03-05") && (600..720).contains(&minute);
    busy(date, minute).map(|count| if outage { 0.0 } else { count })
}

fn grid() -> WeekGrid {
    WeekGrid::of_days(date("2026-01-26"), 70, Europe::Berlin, 30).unwrap()
}

fn history(count: impl Fn(NaiveDate, u32) -> Option<f64>) -> LocalHistory {
    let grid = grid();
    let seen: Vec<Observation> = (0..grid.intervals())
        .filter_map(|index| {
            let (date, minute) = grid.local(index);
            let offered = count(date, minute)?;
            Some(Observation {
                queue: 0,
                start_at: grid.interval_start(index),
                interval_minutes: 30,
                offered,
                handled: offered,
                aht_seconds: Some(240.0),
            })
        })
        .collect();
    local_history(&grid, &seen).unwrap()
}

fn cleaned(decided: &Decisions) -> CleanedHistory {
    clean(&grid(), history(with_outage), &Calendar::default(), decided).unwrap()
}

#[test]
fn a_certain_outage_is_repaired_without_anybodys_word_and_left_alone_once_refused() {
    let thursday = date("2026-03-05");
    let undecided = cleaned(&Decisions::default());
    let outage = undecided
        .findings
        .iter()
        .find(|finding| finding.kind.name() == "outage")
        .expect("the outage is found");
    assert_eq!((outage.date, outage.slots.first), (thursday, 20));
    let repaired = undecided.history.volume.cell(thursday, 21);
    assert!(repaired.is_none_or(|count| count > 200.0), "{repaired:?}");
    assert_eq!(undecided.messages()[0].code, "history-repaired");

    let mut refusal = Decisions::default();
    refusal.decide(outage.id.clone(), Decision::Refused);
    let refused = cleaned(&refusal);
    assert_eq!(refused.history, history(with_outage));
    assert!(refused.messages().is_empty());
}

#[test]
fn the_hour_that_spring_skips_is_not_missing() {
    let around_the_clock = |date: NaiveDate, minute: u32| {
        let week = f64::from(minute % 17);
        (date >= self::date("2026-02-01")).then_some(50.0 + week)
    };
    let found = clean(
        &grid(),
        history(around_the_clock),
        &Calendar::default(),
        &Decisions::default(),
    );
    let found = found.unwrap().findings;
    let on_sunday: Vec<_> = found
        .iter()
        .filter(|finding| finding.date == date("2026-03-29"))
        .collect();
    assert!(on_sunday.is_empty(), "{on_sunday:?}");
}

#[test]
fn a_forecast_says_that_its_history_was_repaired() {
    let centre = Centre::new(Europe::Berlin, 30, false);
    centre.group("Cards", None);
    let request = centre.request("2026-03-30", 1);
    centre
        .forecast("repaired", &request, |_, date, minute| {
            with_outage(date, minute).map(|count| (count, Some(240.0)))
        })
        .unwrap();
    centre
        .forecast("whole", &request, |_, date, minute| {
            busy(date, minute).map(|count| (count, Some(240.0)))
        })
        .unwrap();
    let codes = |id: &str| {
        let made: Vec<GroupGenerationResult> = centre
            .db
            .read(|conn| generation_results(conn, &centre.scope, id))
            .unwrap();
        let messages = made[0].generation.messages.clone();
        messages
            .into_iter()
            .map(|message| message.code)
            .collect::<Vec<_>>()
    };
    assert!(codes("repaired").contains(&"history-repaired".to_owned()));
    assert!(!codes("whole").contains(&"history-repaired".to_owned()));
}
