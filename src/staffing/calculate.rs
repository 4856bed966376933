//! The requirement of one interval, from numbers a planner types in.

use crewcast_forecasts::erlang::service_level::ServiceLevelVariant;
use crewcast_forecasts::requirement::{
    Derivation, Patience, RequirementError, ServiceGoal, ServiceLevelGoal, derive,
};
use crewcast_forecasts::units::{
    AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, IntervalMinutes, Share, UnitError,
    WaitSeconds,
};
use serde::{Deserialize, Serialize};

use super::interval_service::IntervalService;
use crate::failure::{Failure, Fault, Faults};

/// An interval to staff.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IntervalToStaff {
    /// Contacts offered in the interval.
    pub volume: f64,
    /// 5, 10, 15, 20, 30 or 60.
    pub interval_length_minutes: u32,
    /// Talk, hold and wrap-up, in seconds.
    pub average_handle_time_seconds: f64,
    /// What is to be met; all goals that are given.
    pub goals: GoalsToMeet,
    /// Percent of rostered time that is not at work; 0 when left out.
    #[serde(default)]
    pub shrinkage_percent: f64,
}

/// Service goals in percent and seconds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalsToMeet {
    /// At least this percent of all contacts within these seconds.
    pub service_level: Option<PercentWithin>,
    /// Mean wait of all contacts, at most.
    pub average_speed_of_answer: Option<AtMostSeconds>,
    /// Percent of contacts that wait at all, at most.
    pub maximum_p_wait: Option<AtMostPercent>,
    /// Percent of their time agents spend on contacts, at most.
    pub maximum_occupancy: Option<AtMostPercent>,
    /// Refused: Erlang C knows no abandonment.
    pub abandon_rate: Option<AtMostPercent>,
}

/// "80 percent within 20 seconds".
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PercentWithin {
    /// At least this percent …
    pub percent: f64,
    /// … within this time.
    pub seconds: f64,
}

/// An upper bound in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AtMostSeconds {
    /// At most these seconds.
    pub seconds: f64,
}

/// An upper bound in percent.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AtMostPercent {
    /// At most this percent.
    pub percent: f64,
}

/// The agents one interval takes, and how that follows.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntervalRequirement {
    /// Agents on the roster: ceil(net / (1 − shrinkage)), exactly.
    pub required: u32,
    /// Agents at work.
    pub required_without_shrinkage: u32,
    /// Volume × AHT / interval.
    pub offered_load_erlangs: f64,
    /// The goal that asks for this many.
    #[schema(value_type = String)]
    pub binding_goal: crewcast_forecasts::requirement::GoalName,
    /// What `requiredWithoutShrinkage` agents give.
    pub achieved: IntervalService,
    /// Inputs, formula and every number in between.
    #[schema(value_type = Object)]
    pub derivation: Derivation,
}

impl From<Derivation> for IntervalRequirement {
    fn from(derivation: Derivation) -> Self {
        let requirement = &derivation.requirement;
        Self {
            required: derivation.agents_gross,
            required_without_shrinkage: requirement.agents_net,
            offered_load_erlangs: requirement.offered_load.erlangs(),
            binding_goal: requirement.binding,
            achieved: requirement.achieved.into(),
            derivation,
        }
    }
}

/// Staffs one interval.
///
/// # Errors
/// [`Failure::Invalid`] with a fault for every value that is no such quantity or no reachable goal.
pub fn calculate_requirement(body: &IntervalToStaff) -> Result<IntervalRequirement, Failure> {
    let mut faults = Faults::default();
    let volume = ContactsPerInterval::new(body.volume);
    let volume = noted(&mut faults, "/volume", volume);
    let interval = IntervalMinutes::new(body.interval_length_minutes);
    let interval = noted(&mut faults, "/intervalLengthMinutes", interval);
    let aht = AhtSeconds::new(body.average_handle_time_seconds);
    let aht = noted(&mut faults, "/averageHandleTimeSeconds", aht);
    let shrinkage = percent(&mut faults, "/shrinkagePercent", body.shrinkage_percent);
    let goal = goal_of(&mut faults, &body.goals);
    faults.into_result()?;
    let (Some(volume), Some(interval), Some(aht), Some(shrinkage)) =
        (volume, interval, aht, shrinkage)
    else {
        return Err(Failure::Internal(
            "a refused quantity left no fault".to_owned(),
        ));
    };
    derive(volume, interval, aht, Patience::Endless, &goal, shrinkage)
        .map(IntervalRequirement::from)
        .map_err(|error| Failure::Invalid(vec![fault_of(&error)]))
}

fn goal_of(faults: &mut Faults, goals: &GoalsToMeet) -> ServiceGoal {
    faults.require(
        goals.abandon_rate.is_none(),
        "/goals/abandonRate",
        "not-by-erlang-c",
        "Erlang C lets nobody hang up, so it cannot staff for abandonment; leave abandonRate out and set another goal",
    );
    let service_level = goals.service_level.and_then(|goal| {
        let share = percent(faults, "/goals/serviceLevel/percent", goal.percent);
        let within = AnswerWithinSeconds::new(goal.seconds);
        let within = noted(faults, "/goals/serviceLevel/seconds", within);
        Some(ServiceLevelGoal {
            share: share?,
            within: within?,
            variant: ServiceLevelVariant::OfOffered,
        })
    });
    let average_speed_of_answer = goals.average_speed_of_answer.and_then(|goal| {
        let wait = WaitSeconds::new(goal.seconds);
        noted(faults, "/goals/averageSpeedOfAnswer/seconds", wait)
    });
    let maximum_p_wait = goals
        .maximum_p_wait
        .and_then(|goal| percent(faults, "/goals/maximumPWait/percent", goal.percent));
    let maximum_occupancy = goals
        .maximum_occupancy
        .and_then(|goal| percent(faults, "/goals/maximumOccupancy/percent", goal.percent));
    ServiceGoal {
        service_level,
        average_speed_of_answer,
        maximum_p_wait,
        maximum_occupancy,
        ..ServiceGoal::default()
    }
}

fn percent(faults: &mut Faults, pointer: &str, value: f64) -> Option<Share> {
    let share = Share::from_percent(value);
    if share.is_err() {
        let detail = format!("{value} is no percentage; give 0 to 100, such as 80 for 80 %");
        faults.push(Fault::new(pointer, "out-of-range", detail));
    }
    share.ok()
}

fn noted<T>(faults: &mut Faults, pointer: &str, unit: Result<T, UnitError>) -> Option<T> {
    unit.map_err(|error| faults.push(Fault::new(pointer, "out-of-range", error.to_string())))
        .ok()
}

/// The field a refusal of the mathematics points at.
fn fault_of(error: &RequirementError) -> Fault {
    let (pointer, code) = match error {
        RequirementError::NoGoal => ("/goals", "no-goal"),
        RequirementError::UnreachableServiceLevel(_) => {
            ("/goals/serviceLevel/percent", "unreachable-goal")
        }
        RequirementError::UnreachableSpeedOfAnswer(_) => {
            ("/goals/averageSpeedOfAnswer/seconds", "unreachable-goal")
        }
        RequirementError::UnreachableMeanWait(_) => ("/goals/meanWait/seconds", "unreachable-goal"),
        RequirementError::UnreachableAbandonment(_) => {
            ("/goals/abandonRate/percent", "unreachable-goal")
        }
        RequirementError::UnreachablePWait(_) => {
            ("/goals/maximumPWait/percent", "unreachable-goal")
        }
        RequirementError::NoOccupancy(_) => ("/goals/maximumOccupancy/percent", "unreachable-goal"),
        RequirementError::NoHandleTime(_) => ("/averageHandleTimeSeconds", "no-handle-time"),
        RequirementError::LoadTooLarge { .. } => ("/volume", "load-too-large"),
        RequirementError::TooManyAgents { field, .. } if *field == "shrinkage" => {
            ("/shrinkagePercent", "too-many-agents")
        }
        RequirementError::TooManyAgents { .. } => {
            ("/goals/maximumOccupancy/percent", "too-many-agents")
        }
        RequirementError::AllShrinkage(_) => ("/shrinkagePercent", "out-of-range"),
    };
    Fault::new(pointer, code, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn body(text: &str) -> IntervalToStaff {
        serde_json::from_str(text).unwrap()
    }

    const CLASSIC: &str = r#"{"volume": 100, "intervalLengthMinutes": 30, "averageHandleTimeSeconds": 180,
        "goals": {"serviceLevel": {"percent": 80, "seconds": 20}, "maximumOccupancy": {"percent": 85}},
        "shrinkagePercent": 30}"#;

    #[test]
    fn the_classic_hundred_calls_take_14_at_work_and_20_on_the_roster() {
        let found = calculate_requirement(&body(CLASSIC)).unwrap();
        assert_eq!((found.required_without_shrinkage, found.required), (14, 20));
        let json = serde_json::to_value(&found).unwrap();
        assert_eq!(json["bindingGoal"], "serviceLevel");
        assert_eq!(json["derivation"]["steps"][0]["symbol"], "A");
    }

    #[test]
    fn every_bad_value_is_reported_at_once_and_at_its_place() {
        let mut wrong = body(CLASSIC);
        wrong.volume = -1.0;
        wrong.interval_length_minutes = 7;
        wrong.shrinkage_percent = 130.0;
        wrong.goals.abandon_rate = Some(AtMostPercent { percent: 5.0 });
        wrong.goals.maximum_occupancy = Some(AtMostPercent { percent: f64::NAN });
        let failure = calculate_requirement(&wrong).unwrap_err();
        let pointers: Vec<&str> = failure
            .faults()
            .iter()
            .map(|fault| fault.pointer.as_str())
            .collect();
        assert_eq!(
            pointers,
            [
                "/volume",
                "/intervalLengthMinutes",
                "/shrinkagePercent",
                "/goals/abandonRate",
                "/goals/maximumOccupancy/percent"
            ]
        );
    }

    #[test]
    fn a_goal_nobody_reaches_points_at_itself() {
        let mut wrong = body(CLASSIC);
        wrong.shrinkage_percent = 100.0;
        let failure = calculate_requirement(&wrong).unwrap_err();
        assert_eq!(failure.faults()[0].pointer, "/shrinkagePercent");
        wrong = body(CLASSIC);
        wrong.goals = GoalsToMeet::default();
        let failure = calculate_requirement(&wrong).unwrap_err();
        assert_eq!(
            (
                failure.faults()[0].pointer.as_str(),
                failure.faults()[0].code.as_str()
            ),
            ("/goals", "no-goal")
        );
    }

    fn in_percent(share: &str) -> f64 {
        let share: Share = share.parse().unwrap();
        share.in_percent().to_string().parse().unwrap()
    }

    #[test]
    fn reference_requirements_come_out_of_the_operation_as_they_do_of_the_formula() {
        let shared = std::env::var_os("CREWCAST_SHARED").map_or_else(
            || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
            PathBuf::from,
        );
        let path = shared.join("vectors/erlang_c_required.csv");
        let Ok(mut reader) = csv::Reader::from_path(&path) else {
            eprintln!(
                "skipped: {} is not there; set CREWCAST_SHARED",
                path.display()
            );
            return;
        };
        let (mut rows, mut different) = (0, Vec::new());
        for record in reader.records() {
            let record = record.unwrap();
            let number = |column: usize| -> f64 { record[column].parse().unwrap() };
            let mut goals = GoalsToMeet {
                maximum_occupancy: Some(AtMostPercent {
                    percent: in_percent(&record[6]),
                }),
                ..GoalsToMeet::default()
            };
            match &record[4] {
                "sl" => {
                    goals.service_level = Some(PercentWithin {
                        percent: in_percent(&record[5]),
                        seconds: number(3),
                    });
                }
                "asa" => {
                    goals.average_speed_of_answer = Some(AtMostSeconds { seconds: number(5) });
                }
                _ => {
                    goals.maximum_p_wait = Some(AtMostPercent {
                        percent: in_percent(&record[5]),
                    });
                }
            }
            let asked = IntervalToStaff {
                volume: number(0),
                interval_length_minutes: record[1].parse().unwrap(),
                average_handle_time_seconds: number(2),
                goals,
                shrinkage_percent: in_percent(&record[7]),
            };
            let found = calculate_requirement(&asked).unwrap();
            let expected = (record[11].parse().unwrap(), record[12].parse().unwrap());
            rows += 1;
            if (found.required_without_shrinkage, found.required) != expected {
                different.push((
                    rows,
                    found.required_without_shrinkage,
                    found.required,
                    expected,
                ));
            }
        }
        println!(
            "erlang_c_required.csv: {}/{rows} rows",
            rows - different.len()
        );
        assert!(rows > 0);
        assert_eq!(different, []);
    }
}
