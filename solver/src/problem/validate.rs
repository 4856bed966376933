use super::{Problem, ProblemError, ShiftTemplate};

impl Problem {
    /// Whether the problem can be understood. Contradictory work plans are no error: the roster explains them.
    ///
    /// # Errors
    /// The first fault found, with its field, value and remedy.
    pub fn validate(&self) -> Result<(), ProblemError> {
        if self.slot_minutes == 0 || self.slot_minutes > 60 || 60 % self.slot_minutes != 0 {
            return Err(ProblemError::SlotLength(self.slot_minutes));
        }
        self.validate_days()?;
        self.validate_demand()?;
        self.validate_shift_demand()?;
        self.validate_agents()?;
        self.validate_plans()?;
        self.validate_rules()?;
        self.validate_break_limits()?;
        self.validate_agents_wishes()
    }

    fn validate_days(&self) -> Result<(), ProblemError> {
        if self.days.is_empty() {
            return Err(ProblemError::NoDays);
        }
        let (mut expected, mut week) = (0, 0);
        for (index, day) in self.days.iter().enumerate() {
            if day.first_slot != expected {
                return Err(ProblemError::DayOrder {
                    day: index,
                    expected,
                    found: day.first_slot,
                });
            }
            let forward = day
                .clock_change
                .map_or(0, |change| i64::from(change.forward_minutes));
            let minutes = 1440 - forward;
            let slots = minutes / i64::from(self.slot_minutes);
            if minutes % i64::from(self.slot_minutes) != 0 || i64::try_from(day.slots) != Ok(slots)
            {
                return Err(ProblemError::DayLength {
                    day: index,
                    expected: slots,
                    found: day.slots,
                });
            }
            if day.week < week {
                return Err(ProblemError::WeekOrder {
                    day: index,
                    week: day.week,
                });
            }
            week = day.week;
            expected = day.end_slot();
        }
        Ok(())
    }

    fn validate_demand(&self) -> Result<(), ProblemError> {
        let slots = self.horizon_slots();
        for group in &self.groups {
            if group.required.len() != slots {
                let (expected, found) = (slots, group.required.len());
                return Err(ProblemError::DemandLength {
                    group: group.id.clone(),
                    expected,
                    found,
                });
            }
            let costs = [
                ("underCostPerSlot", group.under_cost_per_slot),
                ("overCostPerSlot", group.over_cost_per_slot),
            ];
            let required = group.required.iter().map(|&value| ("required", value));
            for (field, value) in costs.into_iter().chain(required) {
                if !value.is_finite() || value < 0.0 {
                    return Err(ProblemError::DemandValue {
                        group: group.id.clone(),
                        field,
                        value,
                    });
                }
            }
            for (field, base, steps) in [
                ("underSteps", group.under_cost_per_slot, &group.under_steps),
                ("overSteps", group.over_cost_per_slot, &group.over_steps),
            ] {
                let mut before = (0.0, base);
                for step in steps {
                    let rises = step.beyond_heads > before.0 && step.cost_per_slot >= before.1;
                    if !rises || !step.beyond_heads.is_finite() || !step.cost_per_slot.is_finite() {
                        let group = group.id.clone();
                        return Err(ProblemError::CostSteps { group, field });
                    }
                    before = (step.beyond_heads, step.cost_per_slot);
                }
            }
        }
        Ok(())
    }

    fn validate_agents(&self) -> Result<(), ProblemError> {
        let mut seen = std::collections::BTreeSet::new();
        for agent in &self.agents {
            if !seen.insert(agent.id.as_str()) {
                return Err(ProblemError::DuplicateAgent(agent.id.clone()));
            }
            let unknown = |field, index, length| ProblemError::UnknownIndex {
                agent: agent.id.clone(),
                field,
                index,
                length,
            };
            if agent.plan >= self.plans.len() {
                return Err(unknown("plan", agent.plan, self.plans.len()));
            }
            if let Some(&group) = agent
                .groups
                .iter()
                .find(|&&group| group >= self.groups.len())
            {
                return Err(unknown("groups", group, self.groups.len()));
            }
            if let Some(range) = agent
                .unavailable
                .iter()
                .find(|range| range.end <= range.start)
            {
                let (start, end) = (range.start, range.end);
                return Err(ProblemError::UnavailableRange {
                    agent: agent.id.clone(),
                    start,
                    end,
                });
            }
        }
        Ok(())
    }

    fn validate_plans(&self) -> Result<(), ProblemError> {
        for plan in &self.plans {
            let ordered = |field: &str, minimum, maximum| {
                let (plan, field) = (plan.id.clone(), field.to_owned());
                if minimum > maximum {
                    Err(ProblemError::MinimumAboveMaximum {
                        plan,
                        field,
                        minimum,
                        maximum,
                    })
                } else {
                    Ok(())
                }
            };
            ordered(
                "paidMinutesPerWeek",
                plan.minimum_paid_minutes_per_week,
                plan.maximum_paid_minutes_per_week,
            )?;
            ordered(
                "daysPerWeek",
                plan.minimum_days_per_week,
                plan.maximum_days_per_week,
            )?;
            if plan.minimum_days_off as usize > self.days.len() {
                let (plan, days_off) = (plan.id.clone(), plan.minimum_days_off);
                return Err(ProblemError::DaysOff {
                    plan,
                    days_off,
                    days: self.days.len(),
                });
            }
            let mut seen = std::collections::BTreeSet::new();
            for shift in &plan.shifts {
                if !seen.insert(shift.id.as_str()) {
                    return Err(ProblemError::DuplicateShift {
                        plan: plan.id.clone(),
                        shift: shift.id.clone(),
                    });
                }
                let name = |field: &str| format!("shifts[{}].{field}", shift.id);
                ordered(
                    &name("startMinutes"),
                    shift.earliest_start_minutes,
                    shift.latest_start_minutes,
                )?;
                ordered(
                    &name("paidMinutes"),
                    shift.minimum_paid_minutes,
                    shift.maximum_paid_minutes,
                )?;
                for activity in &shift.activities {
                    let field = name(&format!("activities[{}].startMinutes", activity.id));
                    ordered(
                        &field,
                        activity.earliest_start_minutes,
                        activity.latest_start_minutes,
                    )?;
                }
                self.validate_times(&plan.id, shift)?;
            }
        }
        Ok(())
    }

    fn validate_times(&self, plan: &str, shift: &ShiftTemplate) -> Result<(), ProblemError> {
        let on_grid = |field: String, minutes: u32, lowest: u32, highest: u32| {
            let (plan, shift) = (plan.to_owned(), shift.id.clone());
            if minutes < lowest || minutes > highest {
                return Err(ProblemError::OutOfRange {
                    plan,
                    shift,
                    field,
                    minutes,
                    lowest,
                    highest,
                });
            }
            if !minutes.is_multiple_of(self.slot_minutes) {
                let slot_minutes = self.slot_minutes;
                return Err(ProblemError::OffGrid {
                    plan,
                    shift,
                    field,
                    minutes,
                    slot_minutes,
                });
            }
            Ok(())
        };
        let slot = self.slot_minutes;
        on_grid(
            "earliestStartMinutes".into(),
            shift.earliest_start_minutes,
            0,
            1439,
        )?;
        if shift.latest_start_minutes > shift.earliest_start_minutes {
            on_grid(
                "startIncrementMinutes".into(),
                shift.start_increment_minutes,
                slot,
                1440,
            )?;
        }
        on_grid(
            "latestStartMinutes".into(),
            shift.latest_start_minutes / slot * slot,
            0,
            1439,
        )?;
        on_grid(
            "minimumPaidMinutes".into(),
            shift.minimum_paid_minutes,
            slot,
            1440,
        )?;
        if shift.maximum_paid_minutes > shift.minimum_paid_minutes {
            on_grid(
                "paidIncrementMinutes".into(),
                shift.paid_increment_minutes,
                slot,
                1440,
            )?;
            on_grid(
                "maximumPaidMinutes".into(),
                shift.maximum_paid_minutes / slot * slot,
                slot,
                1440,
            )?;
        }
        for activity in &shift.activities {
            let field = |name: &str| format!("activities[{}].{name}", activity.id);
            on_grid(field("lengthMinutes"), activity.length_minutes, slot, 1440)?;
            let Some(split) = activity.split else {
                continue;
            };
            on_grid(
                field("split.longestGapMinutes"),
                split.longest_gap_minutes / slot * slot,
                activity.length_minutes,
                1440,
            )?;
            if split.longest_gap_minutes > activity.length_minutes {
                on_grid(
                    field("split.gapIncrementMinutes"),
                    split.gap_increment_minutes,
                    slot,
                    1440,
                )?;
            }
        }
        validate_split(plan, shift)
    }
}

/// A split shift has one gap, which nobody pays.
fn validate_split(plan: &str, shift: &ShiftTemplate) -> Result<(), ProblemError> {
    let gaps = shift.activities.iter().filter(|one| one.split.is_some());
    let why = if gaps.clone().count() > 1 {
        "has two gaps; keep one"
    } else if gaps.clone().any(|gap| gap.paid) {
        "has a paid gap; make it unpaid, or leave its split out"
    } else {
        return Ok(());
    };
    Err(ProblemError::Split {
        plan: plan.to_owned(),
        shift: shift.id.clone(),
        why,
    })
}

#[cfg(test)]
mod tests {
    use crate::problem::{Day, DemandGroup, Problem, ProblemError, Weekday};

    fn one_day() -> Problem {
        Problem {
            slot_minutes: 60,
            days: vec![Day {
                first_slot: 0,
                slots: 24,
                weekday: Weekday::Monday,
                week: 0,
                clock_change: None,
                is_public_holiday: false,
            }],
            groups: vec![DemandGroup {
                id: "calls".into(),
                required: vec![1.0; 24],
                under_cost_per_slot: 1.0,
                over_cost_per_slot: 1.0,
                ..DemandGroup::default()
            }],
            seed: 1,
            ..Problem::default()
        }
    }

    #[test]
    fn a_problem_without_agents_is_understood() {
        assert_eq!(one_day().validate(), Ok(()));
    }

    #[test]
    fn a_requirement_that_is_no_number_is_refused_with_its_group() {
        let mut problem = one_day();
        problem.groups[0].required[3] = f64::NAN;
        let message = problem.validate().unwrap_err().to_string();
        assert!(
            message.contains("calls") && message.contains("finite"),
            "{message}"
        );
    }

    #[test]
    fn a_short_day_without_a_clock_change_is_refused() {
        let mut problem = one_day();
        problem.days[0].slots = 23;
        problem.groups[0].required.pop();
        assert_eq!(
            problem.validate(),
            Err(ProblemError::DayLength {
                day: 0,
                expected: 24,
                found: 23
            })
        );
    }
}
