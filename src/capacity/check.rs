//! What a plan may say.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::months::{parse_month, require_month};
use super::plan::{MOST_WEEKS, NewCapacityPlan};
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::forecasting::find_forecast;
use crate::organisation::{BusinessUnit, list_planning_groups};
use crate::tenancy::Scope;

const MOST_SCENARIOS: usize = 10;
const LARGEST_MONEY: f64 = 1e9;

impl NewCapacityPlan {
    /// # Errors
    /// [`Failure::NotFound`] for the forecast, also another business unit's; [`Failure::Invalid`] with a fault for
    /// everything that cannot be.
    pub(super) fn check(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        unit: &BusinessUnit,
    ) -> Result<(), Failure> {
        let forecast = find_forecast(conn, scope, &self.short_term_forecast_id)?;
        if forecast.business_unit_id != unit.id {
            return Err(Failure::not_found("forecast", &self.short_term_forecast_id));
        }
        let groups = list_planning_groups(conn, scope, &unit.id)?.into_iter();
        let known: BTreeSet<String> = groups.map(|group| group.id).collect();
        let mut faults = Faults::default();
        let start = self.start_business_unit_date;
        let detail = format!(
            "{start} is a {}; weeks of this business unit start on {}",
            start.weekday(),
            unit.start_day_of_week
        );
        let is_start = start.weekday() == unit.start_day_of_week;
        faults.require(
            is_start,
            "/startBusinessUnitDate",
            "not-a-week-start",
            detail,
        );
        self.check_figures(&mut faults);
        self.check_volumes(&known, &mut faults);
        self.check_money(&mut faults);
        self.check_groups(&known, &mut faults);
        faults.into_result()
    }

    fn check_figures(&self, faults: &mut Faults) {
        faults.require_name(&self.name, "/name");
        faults.require_words(&self.description, "/description");
        let weeks = (1..=MOST_WEEKS).contains(&self.week_count);
        faults.require(
            weeks,
            "/weekCount",
            "out-of-range",
            format!("use 1 to {MOST_WEEKS} weeks"),
        );
        let hours = self.full_time_equivalent_weekly_hours;
        faults.require(
            hours > 0.0 && hours <= 168.0,
            "/fullTimeEquivalentWeeklyHours",
            "out-of-range",
            "use more than 0 and at most 168 hours",
        );
        let efficiency = self.scheduling_efficiency_percent;
        faults.require(
            efficiency > 0.0 && efficiency <= 100.0,
            "/schedulingEfficiencyPercent",
            "out-of-range",
            "use more than 0 and at most 100 percent",
        );
        if let Some(shrinkage) = &self.shrinkage {
            let of_all = (shrinkage.planned_percent, shrinkage.unplanned_percent);
            check_shrinkage(of_all, "/shrinkage", faults);
            let mut seen = BTreeSet::new();
            for (index, month) in shrinkage.months.iter().enumerate() {
                let at = format!("/shrinkage/months/{index}");
                check_shrinkage(
                    (month.planned_percent, month.unplanned_percent),
                    &at,
                    faults,
                );
                require_month(&month.month, format!("{at}/month"), faults);
                let is_new = seen.insert(&month.month);
                faults.require(
                    is_new,
                    format!("{at}/month"),
                    "duplicate",
                    "give each month once",
                );
            }
        }
    }

    fn check_volumes(&self, known: &BTreeSet<String>, faults: &mut Faults) {
        let weeks: BTreeSet<NaiveDate> = self.week_dates().into_iter().collect();
        let mut seen = BTreeSet::new();
        for (index, volume) in self.volumes.iter().enumerate() {
            let at = format!("/volumes/{index}");
            let id = &volume.planning_group_id;
            require_group(known, id, format!("{at}/planningGroupId"), faults);
            let is_new = seen.insert(id);
            faults.require(
                is_new,
                format!("{at}/planningGroupId"),
                "duplicate",
                "give each planning group once",
            );
            let spread = (0.0..=100.0).contains(&volume.spread_percent);
            faults.require(
                spread,
                format!("{at}/spreadPercent"),
                "out-of-range",
                "use 0 to 100 percent",
            );
            let mut given = BTreeSet::new();
            for (place, week) in volume.weeks.iter().enumerate() {
                let at = format!("{at}/weeks/{place}");
                let is_one = weeks.contains(&week.week_date) && given.insert(week.week_date);
                let detail = "give each week once, by a date on which a week of the plan starts";
                faults.require(
                    is_one,
                    format!("{at}/weekDate"),
                    "not-a-week-of-the-plan",
                    detail,
                );
                require_contacts(week.offered, &at, faults);
            }
            let mut given = BTreeSet::new();
            for (place, month) in volume.months.iter().enumerate() {
                let at = format!("{at}/months/{place}");
                require_month(&month.month, format!("{at}/month"), faults);
                let is_new = given.insert(parse_month(&month.month));
                faults.require(
                    is_new,
                    format!("{at}/month"),
                    "duplicate",
                    "give each month once",
                );
                require_contacts(month.offered, &at, faults);
            }
        }
        for (index, change) in self.handle_times.iter().enumerate() {
            let at = format!("/handleTimes/{index}");
            if let Some(id) = &change.planning_group_id {
                require_group(known, id, format!("{at}/planningGroupId"), faults);
            }
            require_change(change.change_percent, format!("{at}/changePercent"), faults);
        }
        let count = self.volume_scenarios.len();
        faults.require(
            (1..=MOST_SCENARIOS).contains(&count),
            "/volumeScenarios",
            "out-of-range",
            format!("give 1 to {MOST_SCENARIOS} scenarios, or leave them out"),
        );
        let mut names = BTreeSet::new();
        for (index, scenario) in self.volume_scenarios.iter().enumerate() {
            let at = format!("/volumeScenarios/{index}");
            faults.require_name(&scenario.name, format!("{at}/name"));
            let is_new = names.insert(&scenario.name);
            faults.require(
                is_new,
                format!("{at}/name"),
                "duplicate",
                "give each scenario its own name",
            );
            for (field, percent) in [
                ("volumeChangePercent", scenario.volume_change_percent),
                ("annualGrowthPercent", scenario.annual_growth_percent),
                (
                    "averageHandleTimeChangePercent",
                    scenario.average_handle_time_change_percent,
                ),
            ] {
                require_change(percent, format!("{at}/{field}"), faults);
            }
        }
    }

    fn check_money(&self, faults: &mut Faults) {
        let (money, hiring) = (&self.money, &self.hiring);
        for (pointer, value) in [
            ("/money/costOfPaidHour", money.cost_of_paid_hour),
            ("/money/costOfLostContact", money.cost_of_lost_contact),
            ("/money/costOfHire", Some(money.cost_of_hire)),
            (
                "/money/costOfTrainingWeek",
                Some(money.cost_of_training_week),
            ),
            ("/hiring/costOfClass", Some(hiring.cost_of_class)),
            ("/hiring/costOfShortWeek", hiring.cost_of_short_week),
        ] {
            let is_price = value.is_none_or(|value| (0.0..=LARGEST_MONEY).contains(&value));
            faults.require(
                is_price,
                pointer,
                "out-of-range",
                format!("use 0 to {LARGEST_MONEY}"),
            );
        }
        let multiplier = money.overtime_multiplier;
        let multiplier = multiplier.is_none_or(|multiplier| (1.0..=10.0).contains(&multiplier));
        faults.require(
            multiplier,
            "/money/overtimeMultiplier",
            "out-of-range",
            "use 1 to 10",
        );
        let lead = hiring.lead_time_weeks <= MOST_WEEKS;
        faults.require(
            lead,
            "/hiring/leadTimeWeeks",
            "out-of-range",
            format!("use at most {MOST_WEEKS}"),
        );
        let (least, most) = (hiring.minimum_class_size, hiring.maximum_class_size);
        let sizes = (1..=1_000).contains(&least) && (least..=1_000).contains(&most);
        let detail = "use 1 to 1,000, the smallest class no larger than the largest";
        faults.require(sizes, "/hiring/minimumClassSize", "out-of-range", detail);
        let overtime = (0.0..=50.0).contains(&hiring.maximum_overtime_percent);
        faults.require(
            overtime,
            "/hiring/maximumOvertimePercent",
            "out-of-range",
            "use 0 to 50 percent",
        );
        let sure = hiring.staffing_probability_percent;
        let is_share = sure.is_none_or(|percent| percent > 0.0 && percent < 100.0);
        let detail = "use more than 0 and less than 100 percent";
        faults.require(
            is_share,
            "/hiring/staffingProbabilityPercent",
            "out-of-range",
            detail,
        );
    }
}

fn check_shrinkage((planned, unplanned): (f64, f64), at: &str, faults: &mut Faults) {
    let holds = planned >= 0.0 && unplanned >= 0.0 && planned + unplanned <= 95.0;
    let detail = "use percentages of at least 0 that are at most 95 together";
    faults.require(
        holds,
        format!("{at}/plannedPercent"),
        "out-of-range",
        detail,
    );
}

pub(super) fn require_group(
    known: &BTreeSet<String>,
    id: &str,
    pointer: String,
    faults: &mut Faults,
) {
    let detail = "name a planning group of the business unit";
    faults.require(known.contains(id), pointer, "not-found", detail);
}

fn require_contacts(offered: f64, at: &str, faults: &mut Faults) {
    let holds = (0.0..=1e9).contains(&offered);
    faults.require(
        holds,
        format!("{at}/offered"),
        "out-of-range",
        "use 0 to 1,000,000,000 contacts",
    );
}

fn require_change(percent: f64, pointer: String, faults: &mut Faults) {
    let holds = percent > -100.0 && percent <= 500.0;
    faults.require(
        holds,
        pointer,
        "out-of-range",
        "use more than -100 and at most 500 percent",
    );
}
