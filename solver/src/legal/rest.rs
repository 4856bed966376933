use super::hours::{weeks, worked_by_day};
use super::judge::{Case, Finding};
use super::pack::ShortWork;

const DAY_MINUTES: i64 = 24 * 60;
/// Rest without a known beginning or end; long enough for any horizon, short enough to add.
const ENDLESS: i64 = 1 << 40;

/// Time without work, in minutes from the horizon's start.
#[derive(Clone, Copy)]
struct Rest {
    start: i64,
    end: i64,
}

fn minutes(case: &Case<'_>, slot: usize) -> i64 {
    i64::try_from(slot).unwrap_or(ENDLESS) * i64::from(case.problem.slot_minutes)
}

/// All rests in order: before the first shift, between shifts, after the last.
fn rests(case: &Case<'_>) -> Vec<Rest> {
    let mut start = match case.before.minutes_since_last_shift {
        Some(since) => -i64::from(since),
        None => -ENDLESS,
    };
    let mut found = Vec::new();
    for shift in &case.line.shifts {
        found.push(Rest {
            start,
            end: minutes(case, shift.start_slot),
        });
        start = minutes(case, shift.end_slot);
    }
    found.push(Rest {
        start,
        end: ENDLESS,
    });
    found
}

/// Rest between shifts that is too short, and shifts so long that no such rest is left in their 24 hours.
pub fn daily_rest(case: &Case<'_>, least: u32) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (rest, shift) in rests(case).iter().zip(&case.line.shifts) {
        let length = rest.end - rest.start;
        if length < i64::from(least) {
            findings.push(Finding {
                day: shift.day,
                detail: format!("{length} minutes of rest before the shift, at least {least}"),
            });
        }
        let present = minutes(case, shift.end_slot) - minutes(case, shift.start_slot);
        if present > DAY_MINUTES - i64::from(least) {
            findings.push(Finding {
                day: shift.day,
                detail: format!(
                    "present for {present} minutes, which leaves less than {least} of rest in 24 hours"
                ),
            });
        }
    }
    findings
}

/// Whole weeks without their rest. A rest serves a week if `least` minutes of it lie in the week, and one longer than
/// `least + daily` serves a second week only with another `least` minutes.
pub fn weekly_rest(case: &Case<'_>, least: u32, daily: u32) -> Vec<Finding> {
    let (least, daily) = (i64::from(least), i64::from(daily));
    let mut serves: Vec<(Rest, i64)> = rests(case)
        .into_iter()
        .map(|rest| {
            (
                rest,
                (rest.end - rest.start - daily).div_euclid(least.max(1)),
            )
        })
        .collect();
    let mut findings = Vec::new();
    for week in weeks(case).iter().filter(|week| week.days.len() == 7) {
        let days = || {
            week.days
                .iter()
                .filter_map(|&day| case.problem.days.get(day))
        };
        let start = days()
            .map(|day| minutes(case, day.first_slot))
            .min()
            .unwrap_or(0);
        let end = days()
            .map(|day| minutes(case, day.end_slot()))
            .max()
            .unwrap_or(0);
        let fits = |rest: &Rest| rest.end.min(end) - rest.start.max(start) >= least;
        match serves
            .iter_mut()
            .find(|(rest, weeks)| *weeks > 0 && fits(rest))
        {
            Some((_, weeks)) => *weeks -= 1,
            None => findings.push(Finding {
                day: week.first,
                detail: format!("no rest of {} minutes in the week", least + daily),
            }),
        }
    }
    findings
}

/// Whole weeks in which every day has work, one that began the day before included.
pub fn day_off_each_week(case: &Case<'_>, unless: Option<ShortWork>) -> Vec<Finding> {
    let worked = worked_by_day(case);
    let is_touched = |day: usize| {
        case.problem.days.get(day).is_some_and(|date| {
            let shifts = case.line.shifts.iter();
            shifts
                .into_iter()
                .any(|shift| shift.start_slot < date.end_slot() && date.first_slot < shift.end_slot)
        })
    };
    let is_short = |days: &[usize]| {
        unless.is_some_and(|short| {
            days.iter().all(|&day| worked[day] <= short.day_minutes)
                && days.iter().map(|&day| worked[day]).sum::<u32>() <= short.week_minutes
        })
    };
    weeks(case)
        .iter()
        .filter(|week| week.days.len() == 7)
        .filter(|week| week.days.iter().all(|&day| is_touched(day)) && !is_short(&week.days))
        .map(|week| Finding {
            day: week.first,
            detail: "no day of the week without work".into(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::legal::{
        AgentRecord, CALIFORNIA, CHINA, CalendarDate, Circumstances, EUROPEAN_UNION, LegalPack,
        judge,
    };
    use crate::problem::{Line, Problem, Weekday};
    use crate::rules::testing::{days_from, line, on_days, shift};

    fn found(pack: &LegalPack, problem: &Problem, line: &Line, article: &str) -> Vec<usize> {
        let strict = Circumstances::strictest(CalendarDate::new(2026, 3, 2));
        judge(pack, &strict, &AgentRecord::default(), problem, line)
            .expect("judged")
            .into_iter()
            .filter(|breach| breach.citation.contains(article))
            .map(|breach| breach.day)
            .collect()
    }

    #[test]
    fn eleven_hours_between_shifts_and_thirteen_hours_present_are_the_edge() {
        let mut problem = days_from(Weekday::Monday, 7);
        let daily =
            |problem: &Problem, line: &Line| found(&EUROPEAN_UNION, problem, line, "art. 3");
        assert!(daily(&problem, &line(vec![shift(0, 12), shift(1, 8)])).is_empty());
        assert_eq!(daily(&problem, &line(vec![shift(0, 12), shift(1, 7)])), [1]);
        let mut long = shift(2, 6);
        long.end_slot = long.start_slot + 13;
        assert!(daily(&problem, &line(vec![long.clone()])).is_empty());
        long.end_slot += 1;
        assert_eq!(daily(&problem, &line(vec![long])), [2]);
        problem.agents[0].before.minutes_since_last_shift = Some(120);
        assert_eq!(daily(&problem, &line(vec![shift(0, 8)])), [0]);
    }

    #[test]
    fn a_sunday_off_with_its_evenings_is_a_weekly_rest_and_a_day_of_thirty_four_hours_is_not() {
        let problem = days_from(Weekday::Monday, 14);
        let weekly = |line: &Line| found(&EUROPEAN_UNION, &problem, line, "art. 5");
        // From Saturday 17:00 to Monday 8:00: 39 hours.
        let mut six_days: Vec<usize> = (0..6).collect();
        six_days.push(7);
        assert!(weekly(&on_days(&six_days)).is_empty());
        // From Saturday 21:00 to Monday 7:00: 34 hours.
        let mut tight = on_days(&six_days);
        tight.shifts[5] = shift(5, 12);
        tight.shifts[6] = shift(7, 7);
        assert_eq!(weekly(&tight), [0]);
        assert_eq!(weekly(&on_days(&(0..14).collect::<Vec<_>>())), [0, 7]);
    }

    #[test]
    fn two_days_off_around_the_weeks_end_serve_both_weeks_only_with_both_rests() {
        let problem = days_from(Weekday::Monday, 14);
        let weekly = |line: &Line| found(&EUROPEAN_UNION, &problem, line, "art. 5");
        // Off on Sunday and Monday. From Saturday 17:00 to Tuesday 8:00 are 63 hours: 24 + 24 + 11 and more.
        let days: Vec<usize> = (0..6).chain(8..14).collect();
        let mut line = on_days(&days);
        assert!(weekly(&line).is_empty());
        // From Saturday 23:00 to Tuesday 6:00 are 55.
        line.shifts[5] = shift(5, 14);
        line.shifts[6] = shift(8, 6);
        assert_eq!(weekly(&line), [7]);
    }

    #[test]
    fn a_night_shift_takes_the_day_it_runs_into() {
        let problem = days_from(Weekday::Monday, 7);
        let six_days: Vec<usize> = (0..6).collect();
        let mut line = on_days(&six_days);
        assert!(found(&CHINA, &problem, &line, "art. 38").is_empty());
        line.shifts[5] = shift(5, 18);
        assert_eq!(found(&CHINA, &problem, &line, "art. 38"), [0]);
    }

    #[test]
    fn short_weeks_of_short_days_need_no_day_of_rest_in_california() {
        let problem = days_from(Weekday::Monday, 7);
        let hours_a_day = |hours: usize| {
            let mut line = on_days(&[0, 1, 2, 3, 4, 5, 6]);
            for shift in &mut line.shifts {
                shift.end_slot = shift.start_slot + hours;
                shift.activities.clear();
            }
            found(&CALIFORNIA, &problem, &line, "551").len()
        };
        assert_eq!((hours_a_day(4), hours_a_day(5)), (0, 1));
    }
}
