use super::{ActivityTemplate, Problem, ShiftTemplate};

/// What is wrong with a problem: the field, its value and the remedy.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProblemError {
    /// `slotMinutes` does not divide an hour.
    #[error("slotMinutes is {0}, which does not divide an hour; use 5, 10, 15, 30 or 60")]
    SlotLength(u32),
    /// No days.
    #[error("days is empty; give one day at least")]
    NoDays,
    /// Days must follow one another from slot 0.
    #[error(
        "days[{day}].firstSlot is {found}, the day before ends at slot {expected}; list the days in order without holes"
    )]
    DayOrder {
        /// Position of the day.
        day: usize,
        /// Where it should start.
        expected: usize,
        /// Where it starts.
        found: usize,
    },
    /// The number of slots contradicts the clock.
    #[error(
        "days[{day}].slots is {found}, its clock gives {expected}; set clockChange on days of 23 or 25 hours"
    )]
    DayLength {
        /// Position of the day.
        day: usize,
        /// Slots by its clock.
        expected: i64,
        /// Slots given.
        found: usize,
    },
    /// Weeks must not go back.
    #[error("days[{day}].week is {week}, less than the day before; number the weeks upwards")]
    WeekOrder {
        /// Position of the day.
        day: usize,
        /// Its week.
        week: usize,
    },
    /// Demand does not have one value a slot.
    #[error(
        "groups[{group}].required has {found} values for {expected} slots; give one value a slot"
    )]
    DemandLength {
        /// The group's identifier.
        group: String,
        /// Slots in the horizon.
        expected: usize,
        /// Values given.
        found: usize,
    },
    /// A requirement or cost that is no number or negative.
    #[error("groups[{group}].{field} is {value}; give a finite number, 0 or above")]
    DemandValue {
        /// The group's identifier.
        group: String,
        /// The field.
        field: &'static str,
        /// The value.
        value: f64,
    },
    /// An index that points past its list.
    #[error(
        "agents[{agent}].{field} is {index}, the list has {length}; refer to an entry that exists"
    )]
    UnknownIndex {
        /// The agent's identifier.
        agent: String,
        /// The field.
        field: &'static str,
        /// The index.
        index: usize,
        /// Length of the list.
        length: usize,
    },
    /// A time off that ends before it starts.
    #[error("agents[{agent}].unavailable has slots {start}..{end}; end a range after its start")]
    UnavailableRange {
        /// The agent's identifier.
        agent: String,
        /// First slot.
        start: usize,
        /// End.
        end: usize,
    },
    /// Two agents with one identifier would make messages ambiguous.
    #[error("agents has {0:?} twice; list every agent once")]
    DuplicateAgent(String),
    /// More days off than days.
    #[error(
        "plans[{plan}].minimumDaysOff is {days_off}, the horizon has {days} days; lower it or plan more days"
    )]
    DaysOff {
        /// The plan's identifier.
        plan: String,
        /// Days off asked for.
        days_off: u32,
        /// Days of the horizon.
        days: usize,
    },
    /// Two shifts of a plan with one identifier.
    #[error("plans[{plan}].shifts has {shift:?} twice; name every shift of a plan differently")]
    DuplicateShift {
        /// The plan's identifier.
        plan: String,
        /// The shift's identifier.
        shift: String,
    },
    /// A minimum above its maximum.
    #[error(
        "plans[{plan}].{field}: minimum {minimum} is above maximum {maximum}; swap or widen them"
    )]
    MinimumAboveMaximum {
        /// The plan's identifier.
        plan: String,
        /// The field.
        field: String,
        /// Minimum.
        minimum: u32,
        /// Maximum.
        maximum: u32,
    },
    /// A time off the grid.
    #[error(
        "plans[{plan}].shifts[{shift}].{field} is {minutes} minutes, no multiple of the {slot_minutes}-minute slot; \
         plan on a finer slot and repeat each interval's requirement, or change the time"
    )]
    OffGrid {
        /// The plan's identifier.
        plan: String,
        /// The shift's identifier.
        shift: String,
        /// The field.
        field: String,
        /// The minutes given.
        minutes: u32,
        /// The slot.
        slot_minutes: u32,
    },
    /// A start past the end of its day, or an empty shift.
    #[error(
        "plans[{plan}].shifts[{shift}].{field} is {minutes} minutes; keep it between {lowest} and {highest}"
    )]
    OutOfRange {
        /// The plan's identifier.
        plan: String,
        /// The shift's identifier.
        shift: String,
        /// The field.
        field: String,
        /// The minutes given.
        minutes: u32,
        /// Least.
        lowest: u32,
        /// Most.
        highest: u32,
    },
}

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
        self.validate_agents()?;
        self.validate_plans()
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
        let longest = |activity: &ActivityTemplate| {
            on_grid(
                format!("activities[{}].lengthMinutes", activity.id),
                activity.length_minutes,
                slot,
                1440,
            )
        };
        shift.activities.iter().try_for_each(longest)
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::{Day, DemandGroup, Limits, Problem, ProblemError, Weekday};

    fn one_day() -> Problem {
        Problem {
            slot_minutes: 60,
            days: vec![Day {
                first_slot: 0,
                slots: 24,
                weekday: Weekday::Monday,
                week: 0,
                clock_change: None,
            }],
            groups: vec![DemandGroup {
                id: "calls".into(),
                required: vec![1.0; 24],
                under_cost_per_slot: 1.0,
                over_cost_per_slot: 1.0,
            }],
            agents: vec![],
            plans: vec![],
            seed: 1,
            limits: Limits::default(),
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
