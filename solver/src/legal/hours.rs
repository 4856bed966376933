use std::collections::BTreeMap;

use super::judge::{Case, Finding, LegalError};
use super::{CalendarDate, LegalPack, Overtime, Requirement};
use crate::problem::DayIndex;

/// Ordinary hours, beyond which work is overtime.
#[derive(Clone, Copy)]
pub struct Ordinary {
    pub day_minutes: u32,
    pub week_minutes: u32,
}

impl Ordinary {
    /// The shortest ordinary day and week in force.
    pub fn of(pack: &LegalPack, on: CalendarDate) -> Self {
        let mut found = Ordinary {
            day_minutes: u32::MAX,
            week_minutes: u32::MAX,
        };
        for provision in pack.in_force(on) {
            match provision.requirement {
                Requirement::OrdinaryDay { most_minutes } => {
                    found.day_minutes = found.day_minutes.min(most_minutes);
                }
                Requirement::OrdinaryWeek { most_minutes } => {
                    found.week_minutes = found.week_minutes.min(most_minutes);
                }
                _ => {}
            }
        }
        found
    }
}

/// A week of the horizon.
pub struct Week {
    pub number: usize,
    pub first: DayIndex,
    pub days: Vec<DayIndex>,
}

/// The weeks of the horizon in order.
pub fn weeks(case: &Case<'_>) -> Vec<Week> {
    let mut found: BTreeMap<usize, Week> = BTreeMap::new();
    for (day, date) in case.problem.days.iter().enumerate() {
        let week = found.entry(date.week).or_insert_with(|| Week {
            number: date.week,
            first: day,
            days: Vec::new(),
        });
        week.days.push(day);
    }
    found.into_values().collect()
}

/// Working minutes by day; a shift counts on the day it starts on.
pub fn worked_by_day(case: &Case<'_>) -> Vec<u32> {
    let mut minutes = vec![0_u32; case.problem.days.len()];
    for shift in &case.line.shifts {
        if let Some(sum) = minutes.get_mut(shift.day) {
            let paid = u32::try_from(shift.paid_slots()).unwrap_or(u32::MAX);
            *sum = sum.saturating_add(paid.saturating_mul(case.problem.slot_minutes));
        }
    }
    minutes
}

fn in_week(week: &Week, worked: &[u32]) -> u32 {
    week.days.iter().map(|&day| worked[day]).sum()
}

/// Days longer than ordinary, where there is no overtime.
pub fn ordinary_day(case: &Case<'_>, most: u32) -> Vec<Finding> {
    if case.circumstances.overtime != Overtime::None {
        return Vec::new();
    }
    let long = worked_by_day(case).into_iter().enumerate();
    long.filter(|(_, minutes)| *minutes > most)
        .map(|(day, minutes)| Finding {
            day,
            detail: format!("{minutes} minutes of work on a day, at most {most}"),
        })
        .collect()
}

/// Weeks longer than ordinary, where there is no overtime.
pub fn ordinary_week(case: &Case<'_>, most: u32) -> Vec<Finding> {
    if case.circumstances.overtime != Overtime::None {
        return Vec::new();
    }
    let worked = worked_by_day(case);
    weeks(case)
        .iter()
        .filter(|week| in_week(week, &worked) > most)
        .map(|week| Finding {
            day: week.first,
            detail: format!(
                "{} minutes of work in a week, at most {most}",
                in_week(week, &worked)
            ),
        })
        .collect()
}

/// Overtime of each day of one week, in minutes: what is beyond the ordinary day, and what is worked after the ordinary week
/// is full. None without ordinary hours in force.
#[must_use]
pub fn overtime_of_week(pack: &LegalPack, on: CalendarDate, worked_by_day: &[u32]) -> Vec<u32> {
    let ordinary = Ordinary::of(pack, on);
    beyond_ordinary(ordinary, worked_by_day.iter().copied())
}

fn beyond_ordinary(ordinary: Ordinary, worked: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut left = ordinary.week_minutes;
    worked
        .map(|minutes| {
            let usual = minutes.min(ordinary.day_minutes).min(left);
            left -= usual;
            minutes - usual
        })
        .collect()
}

/// Overtime beyond what a day and a calendar month allow ([`overtime_of_week`]).
pub fn overtime(
    case: &Case<'_>,
    ordinary: Ordinary,
    most_a_day: u32,
    most_a_month: u32,
) -> Result<Vec<Finding>, LegalError> {
    if case.circumstances.overtime == Overtime::None {
        return Ok(Vec::new());
    }
    let months = &case.circumstances.month_of_day;
    let days = case.problem.days.len();
    if months.len() != days {
        return Err(LegalError::Months {
            expected: days,
            found: months.len(),
        });
    }
    let worked = worked_by_day(case);
    let mut findings = Vec::new();
    let mut by_month: BTreeMap<u32, (DayIndex, u32)> = BTreeMap::new();
    if let Some(&first) = months.first() {
        by_month.insert(first, (0, case.record.overtime_minutes_this_month));
    }
    for week in weeks(case) {
        let beyond = beyond_ordinary(ordinary, week.days.iter().map(|&day| worked[day]));
        for (day, over) in week.days.into_iter().zip(beyond) {
            // Overtime of the day by itself; work on a sixth day is limited by the month alone.
            if worked[day].saturating_sub(ordinary.day_minutes) > most_a_day {
                findings.push(Finding {
                    day,
                    detail: format!("{over} minutes of overtime on a day, at most {most_a_day}"),
                });
            }
            by_month.entry(months[day]).or_insert((day, 0)).1 += over;
        }
    }
    let beyond = by_month
        .into_values()
        .filter(|(_, minutes)| *minutes > most_a_month);
    findings.extend(beyond.map(|(day, minutes)| Finding {
        day,
        detail: format!("{minutes} minutes of overtime in a month, at most {most_a_month}"),
    }));
    Ok(findings)
}

/// Average week over the reference period: over every whole one that ends in the horizon, and at the horizon's end over
/// the weeks that are known. Weeks with paid absence are left out, as the average is not to be lowered by it.
pub fn average_week(case: &Case<'_>, most: u32, reference_weeks: usize) -> Vec<Finding> {
    let worked = worked_by_day(case);
    let mut known: Vec<(DayIndex, u32)> = case
        .record
        .worked_minutes_by_week
        .iter()
        .map(|&minutes| (0, minutes))
        .collect();
    let before = known.len();
    let is_absent = |week: &Week| {
        case.absence
            .get(week.number)
            .is_some_and(|&absent| absent > 0)
    };
    known.extend(
        weeks(case)
            .iter()
            .filter(|week| week.days.len() == 7 && !is_absent(week))
            .map(|week| (week.first, in_week(week, &worked))),
    );
    let mut findings = Vec::new();
    for end in before + 1..=known.len() {
        if end < reference_weeks && end < known.len() {
            continue;
        }
        let window = &known[end.saturating_sub(reference_weeks)..end];
        let total: u64 = window.iter().map(|(_, minutes)| u64::from(*minutes)).sum();
        if total > u64::from(most) * window.len() as u64 {
            findings.push(Finding {
                day: known[end - 1].0,
                detail: format!(
                    "{total} minutes of work in {} weeks, on average at most {most} a week",
                    window.len()
                ),
            });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use crate::legal::{
        AgentRecord, CHINA, CalendarDate, Circumstances, EUROPEAN_UNION, LegalError, Overtime,
        judge,
    };
    use crate::problem::{Line, Weekday};
    use crate::rules::testing::{days_from, line, on_days, shift};

    const ON: CalendarDate = CalendarDate::new(2026, 3, 2);

    fn articles(line: &Line, circumstances: &Circumstances, record: &AgentRecord) -> Vec<String> {
        let problem = days_from(Weekday::Monday, 14);
        let found = judge(&CHINA, circumstances, record, &problem, line).expect("judged");
        found
            .into_iter()
            .map(|breach| {
                breach
                    .citation
                    .rsplit("art. ")
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    }

    fn with_overtime(overtime: Overtime) -> Circumstances {
        Circumstances {
            overtime,
            month_of_day: (0..14).map(|day| u32::from(day > 9)).collect(),
            ..Circumstances::strictest(ON)
        }
    }

    fn longer(hours: usize) -> Line {
        let mut long = shift(0, 8);
        long.end_slot += hours;
        line(vec![long])
    }

    #[test]
    fn without_overtime_eight_hours_a_day_and_forty_a_week_are_the_most() {
        let (strict, none) = (Circumstances::strictest(ON), AgentRecord::default());
        assert!(articles(&on_days(&[0, 1, 2, 3, 4, 7, 8]), &strict, &none).is_empty());
        assert_eq!(articles(&longer(1), &strict, &none), ["36 (8 hours a day)"]);
        let six_days = on_days(&[0, 1, 2, 3, 4, 5]);
        assert_eq!(
            articles(&six_days, &strict, &none),
            ["36 (44 hours a week)", "3"]
        );
        let mut forty_two = on_days(&[0, 1, 2, 3, 4, 5]);
        forty_two.shifts[5].end_slot -= 6;
        assert_eq!(articles(&forty_two, &strict, &none), ["3"]);
    }

    #[test]
    fn overtime_is_one_hour_a_day_or_three_for_special_reasons() {
        let none = AgentRecord::default();
        let found =
            |hours, overtime| articles(&longer(hours), &with_overtime(overtime), &none).len();
        assert_eq!(
            (found(1, Overtime::Agreed), found(2, Overtime::Agreed)),
            (0, 1)
        );
        assert_eq!(
            (found(3, Overtime::Special), found(4, Overtime::Special)),
            (0, 1)
        );
    }

    #[test]
    fn a_sixth_day_is_overtime_of_its_month() {
        let agreed = with_overtime(Overtime::Agreed);
        let six_days = on_days(&[0, 1, 2, 3, 4, 5]);
        let before = |hours: u32| AgentRecord {
            overtime_minutes_this_month: hours * 60,
            ..AgentRecord::default()
        };
        assert!(articles(&six_days, &agreed, &before(28)).is_empty());
        assert_eq!(articles(&six_days, &agreed, &before(29)), ["41"]);
        // The second week's sixth day lies in the next month, which begins anew.
        let next_month = on_days(&[7, 8, 9, 10, 11, 12]);
        assert!(articles(&next_month, &agreed, &before(36)).is_empty());
    }

    #[test]
    fn hours_beyond_the_day_and_after_a_full_week_are_overtime_of_their_day() {
        let hours = |worked: &[u32]| -> Vec<u32> {
            let minutes: Vec<u32> = worked.iter().map(|hours| hours * 60).collect();
            let over = super::overtime_of_week(&CHINA, ON, &minutes);
            over.into_iter().map(|minutes| minutes / 60).collect()
        };
        assert_eq!(hours(&[9, 8, 8, 8, 8, 4, 0]), [1, 0, 0, 0, 0, 4, 0]);
        assert_eq!(hours(&[6, 6, 6, 6, 6, 6, 6]), [0, 0, 0, 0, 0, 0, 2]);
        let union = super::overtime_of_week(&EUROPEAN_UNION, ON, &[720; 7]);
        assert_eq!(union, [0; 7]);
    }

    #[test]
    fn overtime_by_month_cannot_be_judged_without_the_months() {
        let untold = Circumstances {
            overtime: Overtime::Agreed,
            ..Circumstances::strictest(ON)
        };
        let problem = days_from(Weekday::Monday, 14);
        let found = judge(
            &CHINA,
            &untold,
            &AgentRecord::default(),
            &problem,
            &on_days(&[0]),
        );
        assert_eq!(
            found,
            Err(LegalError::Months {
                expected: 14,
                found: 0
            })
        );
    }

    #[test]
    fn forty_eight_hours_hold_on_average_over_the_weeks_known() {
        let mut problem = days_from(Weekday::Monday, 14);
        let six_and_a_half: Vec<usize> = (0..6).collect();
        let mut long = on_days(&six_and_a_half);
        long.shifts[0].end_slot += 2;
        let strict = Circumstances::strictest(ON);
        let count = |problem: &_, line: &Line, weeks: Vec<u32>| {
            let record = AgentRecord {
                worked_minutes_by_week: weeks,
                ..AgentRecord::default()
            };
            let found = judge(&EUROPEAN_UNION, &strict, &record, problem, line).expect("judged");
            found
                .iter()
                .filter(|breach| breach.citation.contains("art. 6"))
                .count()
        };
        // Fifty hours and none are twenty-five on average.
        assert_eq!(count(&problem, &long, vec![]), 0);
        problem.days.truncate(7);
        assert_eq!(count(&problem, &long, vec![]), 1);
        assert_eq!(count(&problem, &long, vec![46 * 60]), 0);
        assert_eq!(count(&problem, &long, vec![47 * 60]), 1);
        // Of seventeen weeks before, the first is out of the period.
        let mut light_then_full = vec![48 * 60; 17];
        light_then_full[0] = 0;
        assert_eq!(count(&problem, &long, light_then_full.clone()), 1);
        light_then_full[1] = 0;
        assert_eq!(count(&problem, &long, light_then_full), 0);
        problem.agents[0].paid_absence_minutes = vec![60];
        assert_eq!(count(&problem, &long, vec![]), 0);
    }
}
