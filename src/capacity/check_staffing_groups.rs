//! What a plan's staffing groups may say.

use std::collections::{BTreeMap, BTreeSet};

use super::check::require_group;
use super::metrics::CapacityPlanMetricKind;
use super::plan::NewCapacityPlan;
use super::staffing_groups::StaffingGroup;
use crate::failure::Faults;

const MOST_GROUPS: usize = 50;
const MOST_METRICS: usize = 2_000;
/// Nobody leaves faster than this in a plan; beyond it a weekly rate says little.
const LARGEST_ATTRITION: f64 = 95.0;
/// Rounding of percentages that people write.
const SAME_PERCENT: f64 = 1e-6;

impl NewCapacityPlan {
    pub(super) fn check_groups(&self, known: &BTreeSet<String>, faults: &mut Faults) {
        let count = self.staffing_groups.len();
        faults.require(
            (1..=MOST_GROUPS).contains(&count),
            "/staffingGroups",
            "out-of-range",
            format!("give 1 to {MOST_GROUPS} staffing groups"),
        );
        let mut names = BTreeSet::new();
        let mut shares: BTreeMap<&str, f64> = BTreeMap::new();
        for (index, group) in self.staffing_groups.iter().enumerate() {
            let at = format!("/staffingGroups/{index}");
            faults.require_name(&group.name, format!("{at}/name"));
            let is_new = names.insert(&group.name);
            faults.require(
                is_new,
                format!("{at}/name"),
                "duplicate",
                "give each staffing group its own name",
            );
            let mut taken = BTreeSet::new();
            for (place, allocation) in group.planning_group_allocations.iter().enumerate() {
                let at = format!("{at}/planningGroupAllocations/{place}");
                let (id, percent) = (&allocation.planning_group_id, allocation.percentage);
                require_group(known, id, format!("{at}/planningGroupId"), faults);
                let is_new = taken.insert(id);
                faults.require(
                    is_new,
                    format!("{at}/planningGroupId"),
                    "duplicate",
                    "give each planning group once",
                );
                let is_share = percent > 0.0 && percent <= 100.0;
                faults.require(
                    is_share,
                    format!("{at}/percentage"),
                    "out-of-range",
                    "use more than 0 and at most 100",
                );
                *shares.entry(id).or_insert(0.0) += percent;
            }
            faults.require(
                !taken.is_empty(),
                format!("{at}/planningGroupAllocations"),
                "empty",
                "name at least one planning group whose contacts they take",
            );
            self.check_group(group, &at, faults);
        }
        for (id, percent) in shares {
            let detail = format!(
                "staffing groups take {percent} % of planning group {id}; let it be 100 together"
            );
            let is_whole = (percent - 100.0).abs() < SAME_PERCENT;
            faults.require(is_whole, "/staffingGroups", "not-a-whole", detail);
        }
    }

    fn check_group(&self, group: &StaffingGroup, at: &str, faults: &mut Faults) {
        use CapacityPlanMetricKind::StartingWeeklyFullTimeEquivalentCount as Starting;
        for (place, there) in group.starting_full_time_equivalents.iter().enumerate() {
            let is_count = (0.0..=100_000.0).contains(&there.full_time_equivalent_count);
            let at = format!("{at}/startingFullTimeEquivalents/{place}/fullTimeEquivalentCount");
            faults.require(is_count, at, "out-of-range", "use 0 to 100,000");
        }
        let sets = group.metrics.iter().filter(|set| set.metric == Starting);
        let told = sets.count() + usize::from(!group.starting_full_time_equivalents.is_empty());
        let detail = "say once who is there at the start: by startingFullTimeEquivalents, or by the metric \
            StartingWeeklyFullTimeEquivalentCount";
        faults.require(
            told == 1,
            format!("{at}/startingFullTimeEquivalents"),
            "not-told-once",
            detail,
        );
        let of_all = (
            "annualAttritionPercentage".to_owned(),
            group.annual_attrition_percentage,
        );
        let bands = group.attrition_by_tenure.iter().enumerate();
        let bands = bands.map(|(place, band)| {
            let field = format!("attritionByTenure/{place}/annualPercentage");
            (field, band.annual_percentage)
        });
        for (field, percent) in bands.chain([of_all]) {
            let is_rate = (0.0..=LARGEST_ATTRITION).contains(&percent);
            let detail =
                format!("{percent} % a year cannot be planned for; use 0 to {LARGEST_ATTRITION}");
            faults.require(is_rate, format!("{at}/{field}"), "out-of-range", detail);
        }
        let bands: Vec<u32> = group
            .attrition_by_tenure
            .iter()
            .map(|band| band.below_tenure_weeks)
            .collect();
        let detail =
            "give the bands with the shortest tenure first, each longer than the one before";
        faults.require(
            bands.windows(2).all(|pair| pair.first() < pair.last()),
            format!("{at}/attritionByTenure"),
            "not-ascending",
            detail,
        );
        let ramp = &group.ramp_up;
        let trains = ramp.training_weeks <= 52;
        faults.require(
            trains,
            format!("{at}/rampUp/trainingWeeks"),
            "out-of-range",
            "use at most 52 weeks",
        );
        let is_one =
            ramp.productivity_percent.is_empty() || ramp.average_handle_time_percent.is_empty();
        let detail =
            "tell the weeks after training by productivity or by handle times, not by both";
        faults.require(
            is_one,
            format!("{at}/rampUp/averageHandleTimePercent"),
            "told-twice",
            detail,
        );
        for (field, percents, range) in [
            (
                "productivityPercent",
                &ramp.productivity_percent,
                1.0..=200.0,
            ),
            (
                "averageHandleTimePercent",
                &ramp.average_handle_time_percent,
                50.0..=10_000.0,
            ),
        ] {
            let (least, most) = range.clone().into_inner();
            let holds =
                percents.len() <= 104 && percents.iter().all(|percent| range.contains(percent));
            let detail = format!("use at most 104 weeks of {least} to {most} percent");
            faults.require(
                holds,
                format!("{at}/rampUp/{field}"),
                "out-of-range",
                detail,
            );
        }
        self.check_metrics(group, at, faults);
    }

    fn check_metrics(&self, group: &StaffingGroup, at: &str, faults: &mut Faults) {
        let weeks = self.week_dates();
        let few = group.metrics.len() <= MOST_METRICS;
        faults.require(
            few,
            format!("{at}/metrics"),
            "too-many",
            format!("use at most {MOST_METRICS}"),
        );
        for (place, set) in group.metrics.iter().enumerate() {
            let at = format!("{at}/metrics/{place}");
            let week = weeks.iter().position(|date| *date == set.week_date);
            let detail = "give a date on which a week of the plan starts";
            faults.require(
                week.is_some(),
                format!("{at}/weekDate"),
                "not-a-week-of-the-plan",
                detail,
            );
            let starts =
                set.metric == CapacityPlanMetricKind::StartingWeeklyFullTimeEquivalentCount;
            let detail = "it is of the first week alone; what is there later follows from it";
            let is_first = !starts || week == Some(0);
            faults.require(
                is_first,
                format!("{at}/weekDate"),
                "not-the-first-week",
                detail,
            );
            let (least, most) = set.metric.range();
            let in_range = (least..=most).contains(&set.value);
            faults.require(
                in_range,
                format!("{at}/value"),
                "out-of-range",
                format!("use {least} to {most}"),
            );
            let last = week.unwrap_or(0).saturating_add(set.week_count as usize);
            let fits = set.week_count >= 1 && last <= weeks.len();
            let holds = fits && (set.week_count == 1 || !(set.metric.holds_on() || starts));
            let detail =
                "use 1 to the weeks that are left; a percentage holds on by itself, and needs none";
            faults.require(holds, format!("{at}/weekCount"), "out-of-range", detail);
        }
    }
}
