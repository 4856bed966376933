use serde::{Deserialize, Serialize};

use super::hours::Ordinary;
use super::tighten_templates as templates;
use super::{Circumstances, LegalPack, Overtime, Requirement};
use crate::problem::{Problem, WorkPlan};

/// A figure of a plan that the law made stricter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanChange {
    /// The field, as the plan's JSON names it.
    pub field: String,
    /// What it was; none when it was not asked for.
    pub from: Option<u32>,
    /// What it is now.
    pub to: u32,
    /// Law and article.
    pub citation: String,
}

/// What a plan cannot be made to keep by stricter figures alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unmet {
    /// Law and article.
    pub citation: String,
    /// What is missing, and what a planner can do.
    pub remedy: String,
}

/// A plan as strict as the law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tightened {
    /// The plan.
    pub plan: WorkPlan,
    /// What was changed, and by which article.
    pub changes: Vec<PlanChange>,
    /// What only a change of shifts, or judging the finished line, can ensure.
    pub unmet: Vec<Unmet>,
}

impl Tightened {
    pub(super) fn change(
        &mut self,
        field: impl Into<String>,
        from: Option<u32>,
        to: u32,
        citation: &str,
    ) {
        self.changes.push(PlanChange {
            field: field.into(),
            from,
            to,
            citation: citation.to_owned(),
        });
    }

    pub(super) fn leave(&mut self, citation: &str, remedy: impl Into<String>) {
        self.unmet.push(Unmet {
            citation: citation.to_owned(),
            remedy: remedy.into(),
        });
    }
}

/// Makes a plan as strict as the pack for rosters over the problem's days; what is stricter already stays. A minimum above
/// a lowered maximum is lowered with it.
#[must_use]
pub fn tighten(
    pack: &LegalPack,
    circumstances: &Circumstances,
    problem: &Problem,
    plan: &WorkPlan,
) -> Tightened {
    let mut tightened = Tightened {
        plan: plan.clone(),
        changes: Vec::new(),
        unmet: Vec::new(),
    };
    let ordinary = Ordinary::of(pack, circumstances.on);
    for provision in pack.in_force(circumstances.on) {
        let cite = provision.citation;
        match provision.requirement {
            Requirement::OrdinaryDay { most_minutes } => {
                if circumstances.overtime == Overtime::None {
                    day_at_most(&mut tightened, most_minutes, cite);
                }
            }
            Requirement::OrdinaryWeek { most_minutes } => {
                if circumstances.overtime == Overtime::None {
                    week_at_most(&mut tightened, most_minutes, cite);
                }
            }
            Requirement::Overtime {
                day_minutes,
                special_day_minutes,
                ..
            } => {
                let more = match circumstances.overtime {
                    Overtime::None => continue,
                    Overtime::Agreed => day_minutes,
                    Overtime::Special => special_day_minutes,
                };
                day_at_most(
                    &mut tightened,
                    ordinary.day_minutes.saturating_add(more),
                    cite,
                );
                tightened.leave(
                    cite,
                    "overtime of a calendar month is no figure of a plan; judge the lines",
                );
            }
            Requirement::DailyRest { least_minutes } => {
                let rest = &mut tightened.plan.minimum_time_between_shifts_minutes;
                if *rest < least_minutes {
                    let from = std::mem::replace(rest, least_minutes);
                    tightened.change(
                        "minimumTimeBetweenShiftsMinutes",
                        Some(from),
                        least_minutes,
                        cite,
                    );
                }
                templates::present_at_most(
                    &mut tightened,
                    1440_u32.saturating_sub(least_minutes),
                    cite,
                );
            }
            Requirement::WeeklyRest { .. } => {
                days_at_most(&mut tightened, 6, cite);
                let remedy = "a day off does not ensure the weekly rest next to late and early shifts; judge the lines";
                tightened.leave(cite, remedy);
            }
            Requirement::DayOffEachWeek { .. } => {
                days_at_most(&mut tightened, 6, cite);
                if templates::any_runs_past_midnight(&tightened.plan) {
                    let remedy =
                        "a shift past midnight takes part of the day after it; judge the lines";
                    tightened.leave(cite, remedy);
                }
            }
            Requirement::AverageWeek { most_minutes, .. } => {
                // Where no week can be longer, neither can their average.
                let plan = &tightened.plan;
                let week = plan
                    .maximum_days_per_week
                    .saturating_mul(longest_day(plan))
                    .min(plan.maximum_paid_minutes_per_week);
                if week <= most_minutes && problem.days.len().is_multiple_of(7) {
                    continue;
                }
                let days = u32::try_from(problem.days.len()).unwrap_or(u32::MAX);
                period_at_most(&mut tightened, most_minutes.saturating_mul(days) / 7, cite);
            }
            Requirement::BreakBeyond { worked_minutes } => {
                templates::break_beyond(&mut tightened, worked_minutes, cite);
            }
            Requirement::MealPeriod {
                which,
                worked_minutes,
                least_minutes,
                waivable_minutes,
            } => {
                let without = match circumstances.meals_waived {
                    true => waivable_minutes,
                    false => worked_minutes,
                };
                templates::meal_period(
                    &mut tightened,
                    which,
                    worked_minutes,
                    least_minutes,
                    without,
                    cite,
                );
            }
            Requirement::RestPeriods {
                least_minutes,
                per_minutes,
                from_minutes,
            } => templates::rest_periods(
                &mut tightened,
                least_minutes,
                per_minutes,
                from_minutes,
                cite,
            ),
        }
    }
    tightened
}

/// The longest paid time of a shift, and so of a day: one shift starts on it at most.
fn longest_day(plan: &WorkPlan) -> u32 {
    let shifts = plan.shifts.iter();
    shifts
        .map(|shift| shift.maximum_paid_minutes)
        .max()
        .unwrap_or(0)
}

/// A limit that no shift reaches is not stated: the fewer rules, the faster the search.
fn day_at_most(tightened: &mut Tightened, most: u32, cite: &str) {
    if longest_day(&tightened.plan) <= most {
        return;
    }
    let day = &mut tightened.plan.rules.maximum_paid_minutes_per_day;
    if day.is_none_or(|given| given > most) {
        let from = day.replace(most);
        tightened.change("rules.maximumPaidMinutesPerDay", from, most, cite);
    }
}

fn week_at_most(tightened: &mut Tightened, most: u32, cite: &str) {
    let week = &mut tightened.plan.maximum_paid_minutes_per_week;
    if *week > most {
        let from = std::mem::replace(week, most);
        tightened.change("maximumPaidMinutesPerWeek", Some(from), most, cite);
    }
    let least = &mut tightened.plan.minimum_paid_minutes_per_week;
    if *least > most {
        let from = std::mem::replace(least, most);
        tightened.change("minimumPaidMinutesPerWeek", Some(from), most, cite);
    }
}

fn period_at_most(tightened: &mut Tightened, most: u32, cite: &str) {
    let period = &mut tightened.plan.rules.maximum_paid_minutes_in_period;
    if period.is_none_or(|given| given > most) {
        let from = period.replace(most);
        tightened.change("rules.maximumPaidMinutesInPeriod", from, most, cite);
    }
    let least = &mut tightened.plan.rules.minimum_paid_minutes_in_period;
    if least.is_some_and(|given| given > most) {
        let from = least.replace(most);
        tightened.change("rules.minimumPaidMinutesInPeriod", from, most, cite);
    }
}

fn days_at_most(tightened: &mut Tightened, most: u32, cite: &str) {
    let days = &mut tightened.plan.maximum_days_per_week;
    if *days > most {
        let from = std::mem::replace(days, most);
        tightened.change("maximumDaysPerWeek", Some(from), most, cite);
    }
    let least = &mut tightened.plan.minimum_days_per_week;
    if *least > most {
        let from = std::mem::replace(least, most);
        tightened.change("minimumDaysPerWeek", Some(from), most, cite);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legal::{
        AgentRecord, CALIFORNIA, CHINA, CalendarDate, EUROPEAN_UNION, PACKS, judge,
    };
    use crate::problem::{Problem, SplitShift, Weekday};
    use crate::rules::testing::days_from;
    use crate::search::solve;

    const ON: CalendarDate = CalendarDate::new(2026, 3, 2);

    /// A plan that no law would pass: seven days a week, up to fourteen hours a day, four hours apart.
    fn lax() -> Problem {
        let mut problem = days_from(Weekday::Monday, 14);
        let plan = &mut problem.plans[0];
        plan.minimum_paid_minutes_per_week = 0;
        plan.maximum_paid_minutes_per_week = 7 * 840;
        plan.minimum_days_per_week = 0;
        plan.maximum_days_per_week = 7;
        plan.minimum_days_off = 0;
        plan.maximum_consecutive_days = 14;
        plan.minimum_time_between_shifts_minutes = 240;
        let shift = &mut plan.shifts[0];
        shift.weekdays = Weekday::ALL.to_vec();
        shift.earliest_start_minutes = 300;
        shift.latest_start_minutes = 480;
        shift.start_increment_minutes = 60;
        shift.minimum_paid_minutes = 180;
        shift.maximum_paid_minutes = 840;
        shift.activities[0].latest_start_minutes = 420;
        problem.groups[0].required = vec![5.0; 14 * 24];
        problem
    }

    fn strict() -> Circumstances {
        Circumstances::strictest(ON)
    }

    #[test]
    fn every_change_names_its_article_and_the_figure_it_replaced() {
        let problem = lax();
        let tightened = tighten(&CHINA, &strict(), &problem, &problem.plans[0]);
        let told: Vec<(&str, Option<u32>, u32)> = tightened
            .changes
            .iter()
            .map(|change| (change.field.as_str(), change.from, change.to))
            .collect();
        assert_eq!(
            told,
            [
                ("rules.maximumPaidMinutesPerDay", None, 480),
                ("maximumPaidMinutesPerWeek", Some(5880), 2640),
                ("maximumPaidMinutesPerWeek", Some(2640), 2400),
                ("maximumDaysPerWeek", Some(7), 6),
            ]
        );
        assert!(tightened.changes[2].citation.contains("Decree No. 174"));
        let again = tighten(&CHINA, &strict(), &problem, &tightened.plan);
        assert_eq!((again.plan, again.changes), (tightened.plan, vec![]));
    }

    #[test]
    fn a_plan_that_is_stricter_than_the_law_stays() {
        let problem = days_from(Weekday::Monday, 14);
        let mut plan = problem.plans[0].clone();
        plan.rules.maximum_paid_minutes_per_day = Some(450);
        let tightened = tighten(&CHINA, &strict(), &problem, &plan);
        assert_eq!((tightened.plan, tightened.changes), (plan, vec![]));
    }

    #[test]
    fn a_limit_that_no_shift_reaches_is_not_stated() {
        let mut problem = lax();
        problem.plans[0].shifts[0].maximum_paid_minutes = 480;
        problem.plans[0].maximum_paid_minutes_per_week = 2400;
        for pack in [CHINA, EUROPEAN_UNION] {
            let plan = tighten(&pack, &strict(), &problem, &problem.plans[0]).plan;
            assert_eq!(plan.rules, problem.plans[0].rules, "{}", pack.id);
        }
    }

    #[test]
    fn a_minimum_above_the_lowered_maximum_is_lowered_with_it() {
        let mut problem = lax();
        problem.plans[0].minimum_paid_minutes_per_week = 3000;
        let tightened = tighten(&CHINA, &strict(), &problem, &problem.plans[0]);
        assert_eq!(tightened.plan.minimum_paid_minutes_per_week, 2400);
        problem.plans = vec![tightened.plan];
        assert_eq!(problem.validate(), Ok(()));
    }

    #[test]
    fn overtime_makes_days_longer_and_leaves_the_month_to_the_judge() {
        let problem = lax();
        let special = Circumstances {
            overtime: Overtime::Special,
            ..strict()
        };
        let tightened = tighten(&CHINA, &special, &problem, &problem.plans[0]);
        assert_eq!(tightened.plan.rules.maximum_paid_minutes_per_day, Some(660));
        assert!(tightened.unmet[0].remedy.contains("month"));
    }

    #[test]
    fn rosters_under_a_tightened_plan_pass_the_judge_and_those_of_the_lax_one_do_not() {
        for pack in PACKS {
            let breaches = |problem: &Problem| {
                let roster = solve(problem, &|| false, &mut |_| ()).expect("a roster");
                judge(
                    &pack,
                    &strict(),
                    &AgentRecord::default(),
                    problem,
                    &roster.lines[0],
                )
                .expect("judged")
                .len()
            };
            let mut problem = lax();
            problem.limits.search_steps = 20;
            assert!(breaches(&problem) > 0, "{}", pack.id);
            let tightened = tighten(&pack, &strict(), &problem, &problem.plans[0]);
            problem.plans = vec![tightened.plan];
            assert_eq!(problem.validate(), Ok(()));
            assert_eq!(breaches(&problem), 0, "{}: {:?}", pack.id, tightened.unmet);
        }
    }

    #[test]
    fn the_union_asks_for_rest_average_hours_and_shorter_presence() {
        let problem = lax();
        let plan = tighten(&EUROPEAN_UNION, &strict(), &problem, &problem.plans[0]).plan;
        assert_eq!(plan.minimum_time_between_shifts_minutes, 660);
        assert_eq!(plan.maximum_days_per_week, 6);
        assert_eq!(plan.rules.maximum_paid_minutes_in_period, Some(2 * 2880));
        assert_eq!(plan.shifts[0].maximum_paid_minutes, 720);
    }

    #[test]
    fn a_split_shift_may_spread_no_further_than_the_daily_rest_leaves() {
        let mut problem = lax();
        let gap = &mut problem.plans[0].shifts[0].activities[0];
        gap.split = Some(SplitShift {
            longest_gap_minutes: 480,
            gap_increment_minutes: 60,
            longest_second_piece_minutes: None,
            maximum_spread_minutes: Some(900),
        });
        let tightened = tighten(&EUROPEAN_UNION, &strict(), &problem, &problem.plans[0]);
        let spread = |plan: &WorkPlan| {
            let split = plan.shifts[0].activities[0].split;
            split.and_then(|split| split.maximum_spread_minutes)
        };
        assert_eq!(spread(&tightened.plan), Some(780));
        let told = tightened
            .changes
            .iter()
            .find(|change| change.field.ends_with("maximumSpreadMinutes"));
        assert_eq!(
            told.map(|change| (change.from, change.to)),
            Some((Some(900), 780))
        );
        assert_eq!(tightened.plan.shifts[0].maximum_paid_minutes, 720);
    }

    #[test]
    fn california_brings_the_meal_forward_and_shortens_shifts_without_a_second_one() {
        let problem = lax();
        let tightened = tighten(&CALIFORNIA, &strict(), &problem, &problem.plans[0]);
        let shift = &tightened.plan.shifts[0];
        assert_eq!(shift.activities[0].latest_start_minutes, 300);
        // No paid rests: three hours are the most that needs none.
        assert_eq!(shift.maximum_paid_minutes, 180);
        let cited: Vec<_> = tightened.changes.iter().map(|change| change.to).collect();
        assert_eq!(cited, [300, 600, 6, 180]);
    }

    #[test]
    fn what_no_figure_can_mend_is_left_with_a_remedy() {
        let mut problem = lax();
        let shift = &mut problem.plans[0].shifts[0];
        shift.activities.clear();
        shift.minimum_paid_minutes = 420;
        let unmet = |pack| tighten(pack, &strict(), &problem, &problem.plans[0]).unmet;
        let of = |pack, article: &str| {
            unmet(pack)
                .into_iter()
                .find(|unmet| unmet.citation.contains(article))
        };
        let remedy = |pack, article| of(pack, article).map(|unmet| unmet.remedy);
        assert!(remedy(&EUROPEAN_UNION, "art. 4").is_some_and(|text| text.contains("break")));
        assert!(remedy(&CALIFORNIA, "first").is_some_and(|text| text.contains("meal")));
        assert!(remedy(&CALIFORNIA, "Wage Order").is_some_and(|text| text.contains("rest")));
    }
}
