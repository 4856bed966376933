//! Effects planted in day totals, and what the level model makes of them.

use super::*;
use crate::calendar::{Calendar, DayMarks, SpecialDayKind};
use crate::matrix::DayMatrix;
use crate::simulated::{Draws, holidays, hours, monday, special};
use chrono::Days;

const WEEK: [f64; 7] = [1.3, 1.1, 1.0, 1.0, 0.9, 0.5, 0.4];

/// Marks of a history of which the days named by `open` were observed.
fn marks(days: usize, open: impl Fn(usize) -> bool, calendar: &Calendar, ahead: usize) -> DayMarks {
    let history = hours(days, |day, _| open(day).then_some(1.0));
    DayMarks::new(&DayMatrix::of(&history), calendar, ahead)
}

fn whole(contacts: f64) -> Option<DayLevel> {
    Some(DayLevel {
        contacts,
        coverage: 1.0,
    })
}

/// A thousand contacts a day by weekday, `more` times as many on each day, 3 % day noise and Poisson's.
fn noisy(days: usize, seed: u64, more: impl Fn(usize) -> f64) -> Vec<Option<DayLevel>> {
    let mut draws = Draws::new(seed);
    let mut day = |day: usize| {
        let factor = draws.factor(0.03);
        draws.count(1_000.0 * WEEK[day % 7] * more(day) * factor)
    };
    (0..days).map(|d| whole(day(d))).collect()
}

fn contacts(model: &LevelModel, marks: &DayMarks, first: usize, count: usize) -> Vec<f64> {
    let told = model.expect(marks, first, count);
    told.iter().map(|level| level.mean.exp()).collect()
}

fn gate<'a>(model: &'a LevelModel, name: &str) -> &'a EffectGate {
    model
        .gates()
        .iter()
        .find(|gate| gate.effect == name)
        .unwrap()
}

fn event(day: usize, size: f64) -> crate::calendar::SpecialDay {
    special(day, "letters", SpecialDayKind::Event { size })
}

#[test]
fn the_weekdays_of_ten_quiet_weeks_are_recovered() {
    let marks = marks(70, |_| true, &Calendar::default(), 7);
    let levels: Vec<_> = (0..70).map(|day| whole(1_000.0 * WEEK[day % 7])).collect();
    let told = contacts(&LevelModel::fit(&levels, &marks, None), &marks, 70, 7);
    for (told, share) in told.iter().zip(WEEK) {
        assert!(
            (told / (1_000.0 * share) - 1.0).abs() < 0.01,
            "{told} {share}"
        );
    }
}

#[test]
fn the_place_in_the_month_is_recovered() {
    let marks = marks(280, |_| true, &Calendar::default(), 0);
    let planted = |phase: f64| 0.12 * (std::f64::consts::TAU * phase).cos();
    let levels = noisy(280, 1, |day| planted(marks.day(day).month_phase).exp());
    let model = LevelModel::fit(&levels, &marks, None);
    assert!(gate(&model, "monthPosition").used);
    let found = recurring_effects(&model, &marks);
    let months: Vec<_> = found.iter().filter(|e| e.kind == "monthDay").collect();
    assert_eq!(months.len(), 31);
    for (day, effect) in months.iter().enumerate() {
        let truth = 100.0 * (planted(day as f64 / 31.0).exp() - 1.0);
        let change = effect.change;
        assert!((change.percent - truth).abs() < 3.5, "{effect:?} {truth}");
        assert!(change.percent_p10 <= change.percent && change.percent <= change.percent_p90);
        assert!(change.percent_low_99 < change.percent_p10);
        assert!(change.percent_p90 < change.percent_high_99);
    }
}

#[test]
fn a_holiday_nobody_has_seen_yet_is_called_like_the_quietest_weekday() {
    let marks = marks(84, |_| true, &holidays(&[86]), 7);
    let model = LevelModel::fit(&noisy(84, 2, |_| 1.0), &marks, None);
    assert_eq!(model.resemblance().holiday, Some(6));
    let told = contacts(&model, &marks, 84, 7);
    assert!((told[2] / told[6] - 1.0).abs() < 0.03, "{told:?}");
}

#[test]
fn a_make_up_saturday_nobody_has_seen_yet_is_called_like_a_working_day() {
    let calendar = [special(89, "work", SpecialDayKind::MakeUpWorkday)]
        .into_iter()
        .collect();
    let open = |day: usize| day % 7 < 5;
    let marks = marks(84, open, &calendar, 7);
    let mut levels = noisy(84, 3, |_| 1.0);
    (0..84)
        .filter(|&day| !open(day))
        .for_each(|day| levels[day] = None);
    let told = contacts(&LevelModel::fit(&levels, &marks, None), &marks, 84, 7);
    assert!((850.0..1_150.0).contains(&told[5]), "{told:?}");
}

#[test]
fn no_day_is_called_like_a_weekday_on_which_the_centre_never_opens() {
    let feasts = [16, 37, 58, 79, 100, 121];
    let open = |day: usize| day % 7 < 5;
    let marks = marks(140, open, &holidays(&feasts), 7);
    let eve = |day: usize| marks.day(day).eve;
    let mut levels = noisy(140, 4, |day| if eve(day) { 0.35 } else { 1.0 });
    (0..140)
        .filter(|&day| !open(day))
        .for_each(|day| levels[day] = None);
    let found = *LevelModel::fit(&levels, &marks, None).resemblance();
    for kind in [found.holiday, found.eve, found.after_closure, found.make_up] {
        assert!(kind.is_none_or(|weekday| weekday < 5), "{found:?}");
    }
}

#[test]
fn an_events_effect_grows_with_its_size_and_fades_as_it_did() {
    let sizes = [1.0, 3.0, 2.0, 4.0, 1.0, 3.0, 2.0, 4.0, 1.0, 3.0, 2.0];
    let mut calendar: Calendar = (0..11).map(|n| event(20 + 17 * n, sizes[n])).collect();
    calendar.extend([event(212, 1.0), event(226, 4.0)]);
    let marks = marks(210, |_| true, &calendar, 30);
    let response = [0.1, 0.05, 0.02];
    let more = |day: usize| {
        let moved = |e: &crate::calendar::EventMark| {
            e.size * response.get(e.days_since).copied().unwrap_or(0.0)
        };
        marks.day(day).events.iter().map(moved).sum::<f64>().exp()
    };
    let model = LevelModel::fit(&noisy(210, 5, more), &marks, None);
    assert!(gate(&model, "letters").used, "{:?}", model.gates());
    let effect = |day: usize| {
        let date = monday() + Days::new(day as u64);
        model.day_effects(&marks, &[(day, date)]).remove(0)
    };
    for (day, truth) in [(212, 0.1_f64), (226, 0.4), (227, 0.2)] {
        let found = effect(day);
        assert_eq!(found.reason, "letters");
        let log = (1.0 + found.change.percent / 100.0).ln();
        assert!((log - truth).abs() < 0.04, "{found:?} {truth}");
    }
    let day = monday() + Days::new(238);
    let ordinary = model.day_effects(&marks, &[(238, day)]);
    assert_eq!(ordinary, Vec::new(), "an ordinary day");
}

#[test]
fn an_event_that_moves_nothing_is_refused_and_tells_nothing() {
    let calendar: Calendar = (0..20).map(|n| event(25 + 9 * n, 1.0)).collect();
    let marks = marks(210, |_| true, &calendar, 0);
    let model = LevelModel::fit(&noisy(210, 6, |_| 1.0), &marks, None);
    let gate = gate(&model, "letters");
    assert!(!gate.used && gate.score_gain < 0.0, "{gate:?}");
    let found = recurring_effects(&model, &marks);
    let letters = found.iter().filter(|e| e.kind == "event");
    assert!(letters.clone().count() > 0);
    assert!(
        letters.into_iter().all(|e| e.change.percent == 0.0),
        "{found:?}"
    );
}

#[test]
fn two_years_tell_a_trend_and_a_season() {
    let marks = marks(760, |_| true, &Calendar::default(), 120);
    let truth = |day: usize| {
        let season = 0.15 * (std::f64::consts::TAU * marks.day(day).year_phase).sin();
        (0.1 * day as f64 / 365.25 + season).exp()
    };
    let model = LevelModel::fit(&noisy(760, 7, truth), &marks, None);
    assert!(gate(&model, "yearPosition").used);
    let told = contacts(&model, &marks, 760, 120);
    for week in told.chunks(7).enumerate().skip(4).step_by(4) {
        let (number, told) = week;
        let days = 760 + 7 * number..760 + 7 * number + told.len();
        let came: f64 = days.map(|day| 1_000.0 * WEEK[day % 7] * truth(day)).sum();
        let told: f64 = told.iter().sum();
        assert!(
            (told / came - 1.0).abs() < 0.08,
            "week {number}: {told} {came}"
        );
    }
}

#[test]
fn an_outlier_hardly_moves_the_level_and_a_lasting_change_does() {
    let marks = marks(100, |_| true, &Calendar::default(), 7);
    let plain = noisy(100, 8, |_| 1.0);
    let told = |levels: &[Option<DayLevel>]| -> f64 {
        contacts(&LevelModel::fit(levels, &marks, None), &marks, 100, 7)
            .iter()
            .sum()
    };
    let usual = told(&plain);
    let mut wild = plain.clone();
    wild[95] = whole(3_000.0);
    assert!((told(&wild) / usual - 1.0).abs() < 0.04);
    let lasting = told(&noisy(100, 8, |day| if day < 86 { 1.0 } else { 1.3 }));
    assert!(lasting / usual > 1.2, "{lasting} {usual}");
}

#[test]
fn an_hour_of_a_day_is_believed_less_than_the_whole_of_it() {
    let marks = marks(100, |_| true, &Calendar::default(), 1);
    let mut levels = noisy(100, 9, |_| 1.0);
    let model = LevelModel::fit(&levels, &marks, None);
    let mut with_coverage = |coverage: f64| {
        levels[99] = Some(DayLevel {
            contacts: 1_200.0,
            coverage,
        });
        contacts(&model.refit(&levels, &marks), &marks, 100, 1)[0]
    };
    let (hour, day) = (with_coverage(0.06), with_coverage(1.0));
    assert!(hour < day, "{hour} {day}");
}

#[test]
fn days_further_ahead_are_less_certain() {
    let marks = marks(100, |_| true, &Calendar::default(), 200);
    let model = LevelModel::fit(&noisy(100, 10, |_| 1.0), &marks, None);
    let weeks: Vec<f64> = model
        .expect(&marks, 100, 196)
        .chunks(7)
        .map(|week| week.iter().map(|level| level.variance).sum())
        .collect();
    assert!(weeks.windows(2).all(|pair| pair[1] > pair[0]), "{weeks:?}");
    let straight = model.expect(&marks, 100, 60)[50];
    assert_eq!(
        model.expect(&marks, 150, 1)[0],
        straight,
        "the days between pass all the same"
    );
}
