//! A plan's shifts in heads, money and fairness.

use std::collections::BTreeMap;

use crewcast_solver::fairness::spread_of;

use super::request::ScenarioMoney;
use super::result::{HoursSpread, ScenarioCost, ScenarioFairness, ScenarioHeads};
use crate::organisation::{WeekGrid, WorkPlan};
use crate::rostering::{GroupDemand, RosterTally};
use crate::schedules::{Shift, fairness_of_shifts, on_queue_heads};

/// A plan as it is counted.
pub(super) struct Counted<'a> {
    pub grid: &'a WeekGrid,
    pub shifts: &'a [Shift],
    /// All who might work, each with their work plan.
    pub agents: &'a [(&'a str, &'a WorkPlan)],
    pub required: &'a [GroupDemand],
    pub holidays: &'a [usize],
    pub tally: Option<&'a RosterTally>,
}

impl Counted<'_> {
    /// Heads and hours.
    pub(super) fn heads(&self, money: &ScenarioMoney) -> ScenarioHeads {
        let hours = f64::from(self.grid.interval_minutes()) / 60.0;
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let required: f64 = self
            .required
            .iter()
            .flat_map(|of| &of.required)
            .map(|n| f64::from(*n))
            .sum();
        ScenarioHeads {
            agents: count(self.agents.len()),
            scheduled_agents: count(self.paid_hours_of_agents().len()),
            shifts: count(self.shifts.len()),
            required_hours: required * hours,
            on_queue_hours: on_queue_heads(self.shifts, self.grid).iter().sum::<f64>() * hours,
            paid_hours: self.paid_hours_of_agents().values().sum(),
            overtime_hours: self.overtime_hours(money.overtime_after_weekly_hours),
            short_hours: self.tally.map(|tally| tally.short_hours),
            idle_hours: self.tally.map(|tally| tally.idle_hours),
        }
    }

    fn paid_hours_of_agents(&self) -> BTreeMap<&str, f64> {
        let mut hours = BTreeMap::new();
        for shift in self.shifts {
            *hours.entry(shift.agent_id.as_str()).or_insert(0.0) +=
                f64::from(shift.paid_minutes()) / 60.0;
        }
        hours
    }

    /// Paid hours of an agent's week beyond a limit. A shift is of the week in which it starts.
    fn overtime_hours(&self, after_hours: Option<f64>) -> f64 {
        let Some(after_hours) = after_hours else {
            return 0.0;
        };
        let mut weeks: BTreeMap<(&str, usize), f64> = BTreeMap::new();
        for shift in self.shifts {
            let interval = self.grid.interval_at(shift.start_at).unwrap_or(0);
            let later = self
                .grid
                .days()
                .partition_point(|day| day.first_interval <= interval);
            let week = later.saturating_sub(1) / 7;
            let hours = f64::from(shift.paid_minutes()) / 60.0;
            *weeks.entry((shift.agent_id.as_str(), week)).or_insert(0.0) += hours;
        }
        weeks
            .values()
            .map(|hours| (hours - after_hours).max(0.0))
            .sum()
    }

    /// How evenly hours and burdens are spread.
    pub(super) fn fairness(&self) -> ScenarioFairness {
        let worked = self.paid_hours_of_agents();
        let hours = self
            .agents
            .iter()
            .map(|(id, _)| worked.get(id).copied().unwrap_or(0.0));
        let hours: Vec<f64> = hours.collect();
        ScenarioFairness {
            burdens: fairness_of_shifts(self.shifts, self.agents, self.holidays, self.grid),
            paid_hours: spread_of(&hours).map(|spread| HoursSpread {
                least: spread.least,
                mean: spread.mean,
                most: spread.most,
                standard_deviation: spread.standard_deviation,
                gini: spread.gini,
            }),
        }
    }
}

/// What a plan costs.
pub(super) fn cost(
    heads: &ScenarioHeads,
    lost_contacts: f64,
    money: &ScenarioMoney,
) -> ScenarioCost {
    let wages = (heads.paid_hours - heads.overtime_hours) * money.cost_of_paid_hour;
    let overtime = heads.overtime_hours * money.cost_of_paid_hour * money.overtime_multiplier;
    let lost_contacts = lost_contacts * money.cost_of_lost_contact;
    ScenarioCost {
        wages,
        overtime,
        lost_contacts,
        total: wages + overtime + lost_contacts,
    }
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;
    use chrono_tz::Europe::Berlin;

    use super::*;
    use crate::organisation::ActivityCategory;
    use crate::schedules::ShiftActivity;

    /// Two weeks of which the first has a Sunday of 23 hours.
    fn grid() -> WeekGrid {
        WeekGrid::new("2026-03-23".parse().unwrap(), 2, Weekday::Mon, Berlin, 60).unwrap()
    }

    /// Ten paid hours on queue that start so many hours after the weeks.
    fn shift(agent: &str, after_hours: i64) -> Shift {
        let start_at = grid().start().plus_minutes(after_hours * 60);
        Shift {
            id: String::new(),
            schedule_id: String::new(),
            agent_id: agent.to_owned(),
            start_at,
            length_minutes: 600,
            activities: vec![ShiftActivity {
                activity_code_id: "queue".to_owned(),
                start_at,
                length_minutes: 600,
                paid: true,
                category: ActivityCategory::OnQueueWork,
                description: None,
                time_off_request_id: None,
            }],
            manually_edited: false,
            work_plan_id: None,
            work_plan_shift_id: None,
        }
    }

    #[test]
    fn overtime_is_counted_by_agent_and_week_and_a_shift_is_of_the_week_it_starts_in() {
        let grid = grid();
        // Ana: Monday, Tuesday, and Sunday from 23:00 on, the last hour of a week of 167. Bo: the next Monday.
        let shifts = [
            shift("ana", 8),
            shift("ana", 32),
            shift("ana", 166),
            shift("bo", 175),
        ];
        let counted = Counted {
            grid: &grid,
            shifts: &shifts,
            agents: &[],
            required: &[],
            holidays: &[],
            tally: None,
        };
        let money = ScenarioMoney {
            cost_of_paid_hour: 20.0,
            overtime_multiplier: 1.5,
            overtime_after_weekly_hours: Some(24.0),
            cost_of_lost_contact: 3.0,
        };
        let heads = counted.heads(&money);
        assert_eq!((heads.paid_hours, heads.overtime_hours), (40.0, 6.0));
        assert_eq!((heads.scheduled_agents, heads.shifts), (2, 4));
        assert_eq!(heads.on_queue_hours, 40.0);
        // 34 · 20, 6 · 20 · 1.5, 7 · 3.
        let cost = cost(&heads, 7.0, &money);
        assert_eq!(
            (cost.wages, cost.overtime, cost.lost_contacts, cost.total),
            (680.0, 180.0, 21.0, 881.0)
        );
        let without_limit = ScenarioMoney {
            overtime_after_weekly_hours: None,
            ..money
        };
        assert_eq!(counted.heads(&without_limit).overtime_hours, 0.0);
    }
}
