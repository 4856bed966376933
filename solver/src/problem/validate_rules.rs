use std::collections::BTreeSet;

use super::{Agent, Limit, Problem, ProblemError, TemplateCount, Wish, WorkPlan};

/// Longest run, in days or weekends, a limit may speak of.
const LONGEST_RUN: u32 = 366;
/// A shift may end a day after the one it starts on.
const TWO_DAYS_MINUTES: u32 = 2880;

impl Problem {
    pub(super) fn validate_shift_demand(&self) -> Result<(), ProblemError> {
        for (entry, demand) in self.shift_demand.iter().enumerate() {
            self.day_exists(demand.day, || format!("shiftDemand[{entry}].day"))?;
            for (field, value) in [
                ("underCost", demand.under_cost),
                ("overCost", demand.over_cost),
            ] {
                if !value.is_finite() || value < 0.0 {
                    return Err(ProblemError::ShiftDemandValue {
                        entry,
                        field,
                        value,
                    });
                }
            }
            let mut templates = self.plans.iter().flat_map(|plan| &plan.shifts);
            if !templates.any(|shift| shift.id == demand.template) {
                return Err(ProblemError::ShiftDemandTemplate {
                    entry,
                    template: demand.template.clone(),
                });
            }
        }
        Ok(())
    }

    pub(super) fn validate_break_limits(&self) -> Result<(), ProblemError> {
        let known: BTreeSet<&str> = self
            .plans
            .iter()
            .flat_map(|plan| &plan.shifts)
            .flat_map(|shift| &shift.activities)
            .map(|activity| activity.id.as_str())
            .collect();
        for limit in &self.break_limits {
            let cost = limit.over_cost_per_slot;
            let unknown = limit
                .activities
                .iter()
                .find(|id| !known.contains(id.as_str()));
            let beyond = limit
                .groups
                .iter()
                .find(|&&group| group >= self.groups.len());
            let why = if let Some(group) = beyond {
                format!(
                    "groups has {group}, there are {} groups; refer to one that exists",
                    self.groups.len()
                )
            } else if let Some(activity) = unknown {
                format!(
                    "activities has {activity:?}, which no shift contains; use an activity's id"
                )
            } else if !cost.is_finite() || cost < 0.0 {
                format!("overCostPerSlot is {cost}; give a finite number, 0 or above")
            } else {
                continue;
            };
            let limit = limit.id.clone();
            return Err(ProblemError::BreakLimit { limit, why });
        }
        Ok(())
    }

    pub(super) fn validate_rules(&self) -> Result<(), ProblemError> {
        self.plans.iter().try_for_each(validate_plan)
    }

    /// Days off, locked shifts, requests and history; plans are valid by now.
    pub(super) fn validate_agents_wishes(&self) -> Result<(), ProblemError> {
        for agent in &self.agents {
            let plan = &self.plans[agent.plan];
            let field = |name: &str| format!("agents[{}].{name}", agent.id);
            for &day in &agent.days_off {
                self.day_exists(day, || field("daysOff"))?;
            }
            for request in &agent.requests {
                self.day_exists(request.day, || field("requests.day"))?;
                if let Wish::Shift(template) | Wish::NoShift(template) = &request.wish {
                    template_exists(plan, template, || field("requests.wish"))?;
                }
            }
            for wish in &agent.colleagues {
                for &day in &wish.days {
                    self.day_exists(day, || field("colleagues.days"))?;
                }
                let is_colleague = |other: &Agent| other.id == wish.agent && other.id != agent.id;
                if !self.agents.iter().any(is_colleague) {
                    return Err(ProblemError::Colleague {
                        agent: agent.id.clone(),
                        colleague: wish.agent.clone(),
                    });
                }
            }
            if let Some(template) = &agent.before.last_template {
                template_exists(plan, template, || field("before.lastTemplate"))?;
            }
            if agent.before.consecutive_days > 0 && agent.before.consecutive_days_off > 0 {
                return Err(ProblemError::HistoryContradicts {
                    agent: agent.id.clone(),
                });
            }
            let before = &agent.before;
            for (field, is_told) in [
                ("lastTemplate", before.last_template.is_some()),
                ("lastStartMinutes", before.last_start_minutes.is_some()),
            ] {
                if is_told && before.consecutive_days == 0 {
                    return Err(ProblemError::HistoryWithoutItsDay {
                        agent: agent.id.clone(),
                        field,
                    });
                }
            }
            self.validate_locked(agent, plan)?;
        }
        Ok(())
    }

    fn validate_locked(&self, agent: &Agent, plan: &WorkPlan) -> Result<(), ProblemError> {
        let mut days = BTreeSet::new();
        for locked in &agent.locked {
            let field = || format!("agents[{}].locked", agent.id);
            self.day_exists(locked.day, field)?;
            template_exists(plan, &locked.template, field)?;
            let allowed = plan.shifts.iter().any(|shift| {
                shift.id == locked.template
                    && shift.allows(self, locked.day, locked.start_slot, locked.end_slot)
            });
            let why = if !days.insert(locked.day) {
                "is the second on its day"
            } else if agent.days_off.contains(&locked.day) {
                "falls on a day off"
            } else if !allowed {
                "is no start and length of that shift on its day"
            } else {
                continue;
            };
            return Err(ProblemError::Locked {
                agent: agent.id.clone(),
                day: locked.day,
                template: locked.template.clone(),
                start: locked.start_slot,
                end: locked.end_slot,
                why,
            });
        }
        Ok(())
    }

    fn day_exists(&self, day: usize, field: impl FnOnce() -> String) -> Result<(), ProblemError> {
        let days = self.days.len();
        if day < days {
            return Ok(());
        }
        Err(ProblemError::UnknownDay {
            field: field(),
            day,
            days,
        })
    }
}

fn template_exists(
    plan: &WorkPlan,
    template: &str,
    field: impl FnOnce() -> String,
) -> Result<(), ProblemError> {
    if plan.shifts.iter().any(|shift| shift.id == template) {
        return Ok(());
    }
    Err(ProblemError::UnknownTemplate {
        field: field(),
        template: template.to_owned(),
        plan: plan.id.clone(),
    })
}

fn validate_plan(plan: &WorkPlan) -> Result<(), ProblemError> {
    let rules = &plan.rules;
    let name = |field: &str| format!("plans[{}].rules.{field}", plan.id);
    let in_range = |field: &str, limit: Option<Limit>, lowest, highest| match limit {
        Some(limit) if limit.value < lowest || limit.value > highest => {
            Err(ProblemError::LimitOutOfRange {
                field: name(field),
                value: limit.value,
                lowest,
                highest,
            })
        }
        _ => Ok(()),
    };
    let most = LONGEST_RUN;
    in_range(
        "minimumConsecutiveDays",
        rules.minimum_consecutive_days,
        1,
        most,
    )?;
    in_range(
        "preferredMaximumConsecutiveDays",
        rules.preferred_maximum_consecutive_days,
        0,
        most,
    )?;
    in_range(
        "minimumConsecutiveDaysOff",
        rules.minimum_consecutive_days_off,
        1,
        most,
    )?;
    in_range(
        "maximumConsecutiveDaysOff",
        rules.maximum_consecutive_days_off,
        0,
        most,
    )?;
    in_range(
        "maximumWorkedWeekends",
        rules.maximum_worked_weekends,
        0,
        most,
    )?;
    in_range(
        "maximumConsecutiveWorkedWeekends",
        rules.maximum_consecutive_worked_weekends,
        0,
        most,
    )?;
    in_range(
        "maximumPublicHolidaysWorked",
        rules.maximum_public_holidays_worked,
        0,
        most,
    )?;
    in_range(
        "startConsistencyMinutes",
        rules.start_consistency_minutes,
        0,
        1440,
    )?;
    let ordered = |field: &str, minimum: Option<u32>, maximum: Option<u32>| match (minimum, maximum)
    {
        (Some(minimum), Some(maximum)) if minimum > maximum => {
            Err(ProblemError::MinimumAboveMaximum {
                plan: plan.id.clone(),
                field: format!("rules.{field}"),
                minimum,
                maximum,
            })
        }
        _ => Ok(()),
    };
    ordered(
        "paidMinutesInPeriod",
        rules.minimum_paid_minutes_in_period,
        rules.maximum_paid_minutes_in_period,
    )?;
    let value = |limit: Option<Limit>| limit.map(|limit| limit.value);
    ordered(
        "consecutiveDays",
        value(rules.minimum_consecutive_days),
        Some(plan.maximum_consecutive_days),
    )?;
    ordered(
        "consecutiveDaysOff",
        value(rules.minimum_consecutive_days_off),
        value(rules.maximum_consecutive_days_off),
    )?;
    counts(plan, "maximumShifts", &rules.maximum_shifts)?;
    counts(plan, "minimumShifts", &rules.minimum_shifts)?;
    for least in &rules.minimum_shifts {
        let of_same = |most: &&TemplateCount| most.template == least.template;
        let most = rules.maximum_shifts.iter().find(of_same);
        ordered(
            &format!("shifts of {}", least.template),
            Some(least.shifts),
            most.map(|most| most.shifts),
        )?;
    }
    let mut seen = BTreeSet::new();
    for succession in &rules.forbidden_successions {
        let field = || name("forbiddenSuccessions");
        template_exists(plan, &succession.template, field)?;
        for next in &succession.next_day {
            template_exists(plan, next, field)?;
        }
        if !seen.insert(succession.template.as_str()) {
            return Err(ProblemError::Twice {
                field: field(),
                what: succession.template.clone(),
            });
        }
    }
    for (week, entries) in rules.rotation.iter().enumerate() {
        for template in entries.days.iter().flat_map(|day| &day.templates) {
            template_exists(plan, template, || name(&format!("rotation[{week}]")))?;
        }
    }
    for window in &rules.day_windows {
        for (field, minutes, highest) in [
            (
                "dayWindows.earliestStartMinutes",
                window.earliest_start_minutes,
                1439,
            ),
            (
                "dayWindows.latestEndMinutes",
                window.latest_end_minutes,
                TWO_DAYS_MINUTES,
            ),
        ] {
            in_range(field, minutes.map(Limit::hard), 0, highest)?;
        }
    }
    Ok(())
}

fn counts(plan: &WorkPlan, field: &str, list: &[TemplateCount]) -> Result<(), ProblemError> {
    let field = || format!("plans[{}].rules.{field}", plan.id);
    let mut seen = BTreeSet::new();
    for count in list {
        template_exists(plan, &count.template, field)?;
        if !seen.insert(count.template.as_str()) {
            return Err(ProblemError::Twice {
                field: field(),
                what: count.template.clone(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
