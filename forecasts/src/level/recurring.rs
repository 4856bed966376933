//! The effects that come again, for the report.

use super::effect::RecurringEffect;
use super::filter::Expectation;
use super::model::{LevelModel, ordinary};
use crate::calendar::{DayMark, DayMarks, EVENT_DAYS, EventMark};

/// Days of the longest month.
const MONTH_DAYS: usize = 31;

/// The recurring effects of a model: each day of the month, each kind of special day that was seen, each event by
/// days since it.
#[must_use]
pub fn recurring_effects(model: &LevelModel, marks: &DayMarks) -> Vec<RecurringEffect> {
    let mut found = month_days(model, marks);
    found.extend(special_days(model, marks));
    found.extend(events(model, marks));
    let together = found.len();
    let told = found.into_iter().map(|found| RecurringEffect {
        kind: found.kind.to_owned(),
        name: found.name,
        change: model
            .surprise(found.on_usual_days)
            .change(found.effect, together),
        days_seen: found.days_seen,
    });
    told.collect()
}

/// An effect before it is told.
struct FoundEffect {
    effect: Expectation,
    kind: &'static str,
    name: String,
    days_seen: usize,
    /// Whether the days that showed it are usual ones but for it.
    on_usual_days: bool,
}

/// Each day of a 31-day month against the month's mean day.
fn month_days(model: &LevelModel, marks: &DayMarks) -> Vec<FoundEffect> {
    let Some(last) = model.days().checked_sub(1) else {
        return Vec::new();
    };
    let at = |day: usize| DayMark {
        month_phase: (day - 1) as f64 / MONTH_DAYS as f64,
        ..ordinary(marks.day(last))
    };
    let seen = |day: usize| {
        let days = marks.iter().take(model.days());
        days.filter(|mark| mark.month_day == day).count()
    };
    (1..=MONTH_DAYS)
        .map(|day| {
            let others = (1..=MONTH_DAYS).map(|other| model.contrast(last, &at(day), &at(other)));
            let (mean, variance) = others.fold((0.0, 0.0), |(mean, variance), contrast| {
                let share = 1.0 / MONTH_DAYS as f64;
                (
                    mean + share * contrast.mean,
                    variance + share * contrast.variance,
                )
            });
            // The waves sum to nothing over a month, so the contrasts' mean is the day's own effect, and their mean
            // variance that of the day and of a mean day together: about twice its own.
            let effect = Expectation {
                mean,
                variance: variance / 2.0,
            };
            FoundEffect {
                effect,
                kind: "monthDay",
                name: day.to_string(),
                days_seen: seen(day),
                on_usual_days: true,
            }
        })
        .collect()
}

/// Each kind of special day, averaged over the days that were seen.
fn special_days(model: &LevelModel, marks: &DayMarks) -> Vec<FoundEffect> {
    type Kind = (&'static str, String, Box<dyn Fn(&DayMark) -> bool>);
    let mut kinds: Vec<Kind> = Vec::new();
    for (index, name) in marks.holiday_names().iter().enumerate() {
        let is = move |mark: &DayMark| mark.holiday == Some(index) && !mark.closed;
        kinds.push(("holiday", name.clone(), Box::new(is)));
    }
    type Plain = (&'static str, fn(&DayMark) -> bool);
    let plain: [Plain; 5] = [
        ("eve", |m| m.eve),
        ("afterHoliday", |m| m.after_holiday),
        ("afterClosure", |m| m.after_closure),
        ("beforeClosure", |m| m.before_closure),
        ("makeUpWorkday", |m| m.make_up),
    ];
    for (kind, is) in plain {
        kinds.push((kind, String::new(), Box::new(is)));
    }
    kinds
        .into_iter()
        .filter_map(|(kind, name, is)| {
            let days: Vec<usize> = (0..model.days()).filter(|&d| is(marks.day(d))).collect();
            let share = 1.0 / days.len() as f64;
            let contrasts = days.iter().map(|&day| {
                let mark = DayMark {
                    events: Vec::new(),
                    ..marks.day(day).clone()
                };
                model.contrast(day, &mark, &ordinary(&mark))
            });
            let (mean, variance) = contrasts.fold((0.0, 0.0), |(mean, variance), contrast| {
                (
                    mean + share * contrast.mean,
                    variance + share * contrast.variance,
                )
            });
            let effect = Expectation { mean, variance };
            (!days.is_empty()).then_some(FoundEffect {
                effect,
                kind,
                name,
                days_seen: days.len(),
                on_usual_days: false,
            })
        })
        .collect()
}

/// Each event of its usual size, by days since it.
fn events(model: &LevelModel, marks: &DayMarks) -> Vec<FoundEffect> {
    let Some(last) = model.days().checked_sub(1) else {
        return Vec::new();
    };
    let mut effects = Vec::new();
    for (name, text) in marks.event_names().iter().enumerate() {
        for days_since in 0..EVENT_DAYS {
            let hit = |event: &&EventMark| event.name == name && event.days_since == days_since;
            let days = || marks.iter().take(model.days());
            let sizes: Vec<f64> = days()
                .flat_map(|m| m.events.iter().filter(hit))
                .map(|e| e.size)
                .collect();
            if sizes.is_empty() {
                continue;
            }
            let size = sizes.iter().sum::<f64>() / sizes.len() as f64;
            let plain = ordinary(marks.day(last));
            let with = DayMark {
                events: vec![EventMark {
                    name,
                    size,
                    days_since,
                }],
                ..plain.clone()
            };
            let label = format!("{text} +{days_since} d");
            effects.push(FoundEffect {
                effect: model.contrast(last, &with, &plain),
                kind: "event",
                name: label,
                days_seen: sizes.len(),
                on_usual_days: true,
            });
        }
    }
    effects
}
