//! What a simulation supposes besides the plan: the stress library, and scenarios of the planner's own.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::db::Instant;
use crate::failure::{Fault, Faults};

/// Names in the stress library, in the order they are simulated when none is asked for.
pub const STRESS_LIBRARY: [&str; 5] = [
    "baseline",
    "volumePlus20",
    "absent10",
    "outage",
    "ahtPlus15",
];

/// Scenarios one run takes.
const MOST_SCENARIOS: usize = 20;

/// The library's outage.
const LIBRARY_OUTAGE_MINUTES: u32 = 60;

/// The longest outage: a week.
const LONGEST_OUTAGE_MINUTES: u32 = 10_080;

/// What goes differently than planned; what is left out goes as planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scenario {
    /// Unique in a run; not a name of the stress library.
    pub name: String,
    /// Contacts more (20) or fewer (-20) than the forecast's, in percent of it.
    #[serde(default)]
    pub volume_percent: f64,
    /// Handle times longer (15) or shorter (-15), in percent.
    #[serde(default)]
    pub average_handle_time_percent: f64,
    /// Scheduled agents who stay away for the day besides those that shrinkage takes, in percent.
    #[serde(default)]
    pub absent_percent: f64,
    /// A stretch of time in which agents cannot take contacts, which go on coming.
    pub outage: Option<Outage>,
}

/// A stretch of time in which agents cannot take contacts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SimulatedOutage)]
pub struct Outage {
    /// From when, in the schedule's weeks.
    pub start_date: Instant,
    /// For how long; 1 to 10,080.
    #[schema(minimum = 1, maximum = 10080)]
    pub length_minutes: u32,
    /// Scheduled agents who can work on all the same, in percent: 0 to less than 100.
    #[serde(default)]
    pub capacity_percent: f64,
}

/// A scenario as it is asked for: a name of the stress library, or a definition.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum ScenarioChoice {
    /// `baseline`, `volumePlus20`, `absent10`, `outage` or `ahtPlus15`.
    Named(String),
    /// One of the planner's own.
    Defined(Scenario),
}

impl ScenarioChoice {
    fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::Defined(scenario) => &scenario.name,
        }
    }

    /// What is supposed. The library's `outage` is an hour without any agent, from `busiest`, the start of the
    /// interval with the most work. `None` for a name the library has not.
    pub(super) fn resolve(&self, busiest: Instant) -> Option<Scenario> {
        let name = match self {
            Self::Defined(scenario) => return Some(scenario.clone()),
            Self::Named(name) => name,
        };
        let mut scenario = Scenario {
            name: name.clone(),
            volume_percent: 0.0,
            average_handle_time_percent: 0.0,
            absent_percent: 0.0,
            outage: None,
        };
        match name.as_str() {
            "baseline" => {}
            "volumePlus20" => scenario.volume_percent = 20.0,
            "absent10" => scenario.absent_percent = 10.0,
            "ahtPlus15" => scenario.average_handle_time_percent = 15.0,
            "outage" => {
                scenario.outage = Some(Outage {
                    start_date: busiest,
                    length_minutes: LIBRARY_OUTAGE_MINUTES,
                    capacity_percent: 0.0,
                });
            }
            _ => return None,
        }
        Some(scenario)
    }
}

/// The whole stress library.
pub(super) fn stress_library() -> Vec<ScenarioChoice> {
    STRESS_LIBRARY
        .iter()
        .map(|name| ScenarioChoice::Named((*name).to_owned()))
        .collect()
}

/// Notes everything that cannot be of scenarios for the weeks from `start` to `end`.
pub(super) fn check_scenarios(
    scenarios: &[ScenarioChoice],
    (start, end): (Instant, Instant),
    faults: &mut Faults,
) {
    faults.require(
        (1..=MOST_SCENARIOS).contains(&scenarios.len()),
        "/scenarios",
        "out-of-range",
        format!("name 1 to {MOST_SCENARIOS} scenarios, or leave them out for the stress library"),
    );
    for (index, choice) in scenarios.iter().enumerate() {
        let pointer = format!("/scenarios/{index}");
        let earlier = scenarios.iter().take(index);
        if earlier
            .into_iter()
            .any(|other| other.name() == choice.name())
        {
            let detail = format!(
                "{:?} stands there twice; name each scenario once",
                choice.name()
            );
            faults.push(Fault::new(pointer.clone(), "duplicate", detail));
        }
        match choice {
            ScenarioChoice::Named(name) => faults.require(
                STRESS_LIBRARY.contains(&name.as_str()),
                pointer,
                "unknown-scenario",
                format!(
                    "the stress library has no {name:?}; it has {}; a scenario of your own is an object with a name",
                    STRESS_LIBRARY.join(", ")
                ),
            ),
            ScenarioChoice::Defined(scenario) => scenario.check(&pointer, (start, end), faults),
        }
    }
}

impl Scenario {
    fn check(&self, pointer: &str, weeks: (Instant, Instant), faults: &mut Faults) {
        faults.require_name(&self.name, format!("{pointer}/name"));
        faults.require(
            !STRESS_LIBRARY.contains(&self.name.as_str()),
            format!("{pointer}/name"),
            "name-taken",
            format!(
                "{:?} is of the stress library; choose another name",
                self.name
            ),
        );
        for (percent, name) in [
            (self.volume_percent, "volumePercent"),
            (self.average_handle_time_percent, "averageHandleTimePercent"),
        ] {
            faults.require(
                (-90.0..=900.0).contains(&percent),
                format!("{pointer}/{name}"),
                "out-of-range",
                format!("{percent} % cannot be simulated; use -90 to 900, as 20 for a fifth more"),
            );
        }
        faults.require(
            (0.0..=100.0).contains(&self.absent_percent),
            format!("{pointer}/absentPercent"),
            "out-of-range",
            format!("{} % cannot be absent; use 0 to 100", self.absent_percent),
        );
        if let Some(outage) = &self.outage {
            outage.check(&format!("{pointer}/outage"), weeks, faults);
        }
    }
}

impl Outage {
    /// When it is over.
    pub(super) fn end(&self) -> Instant {
        self.start_date.plus_minutes(i64::from(self.length_minutes))
    }

    fn check(&self, pointer: &str, (start, end): (Instant, Instant), faults: &mut Faults) {
        faults.require(
            self.start_date >= start && self.start_date < end,
            format!("{pointer}/startDate"),
            "out-of-range",
            format!(
                "{} is not in the schedule's weeks; use an instant from {start} to before {end}",
                self.start_date
            ),
        );
        faults.require(
            (1..=LONGEST_OUTAGE_MINUTES).contains(&self.length_minutes),
            format!("{pointer}/lengthMinutes"),
            "out-of-range",
            format!("use 1 to {LONGEST_OUTAGE_MINUTES} minutes"),
        );
        faults.require(
            (0.0..100.0).contains(&self.capacity_percent),
            format!("{pointer}/capacityPercent"),
            "out-of-range",
            format!(
                "{} % is no outage; use 0 to less than 100",
                self.capacity_percent
            ),
        );
    }
}

/// Reads text as a name and an object as a definition, so that a fault in a definition is told at its place and not
/// as "matches no variant".
impl<'de> Deserialize<'de> for ScenarioChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameOrDefinition;
        impl<'de> Visitor<'de> for NameOrDefinition {
            type Value = ScenarioChoice;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name of the stress library, or a scenario as an object")
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(ScenarioChoice::Named(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Scenario::deserialize(MapAccessDeserializer::new(map)).map(ScenarioChoice::Defined)
            }
        }
        deserializer.deserialize_any(NameOrDefinition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Instant {
        Instant::from_epoch_millis(0).plus_minutes(minutes)
    }

    fn faults_of(scenarios: &[ScenarioChoice]) -> Vec<(String, String)> {
        let mut faults = Faults::default();
        check_scenarios(scenarios, (at(0), at(10_080)), &mut faults);
        faults.into_result().err().map_or_else(Vec::new, |failure| {
            let faults = failure.faults().iter();
            faults
                .map(|fault| (fault.pointer.clone(), fault.code.clone()))
                .collect()
        })
    }

    fn read(json: &str) -> Vec<ScenarioChoice> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn every_name_of_the_library_supposes_something_and_only_the_baseline_nothing() {
        assert_eq!(faults_of(&stress_library()), []);
        for choice in stress_library() {
            let scenario = choice.resolve(at(600)).unwrap();
            let as_planned = scenario.volume_percent == 0.0
                && scenario.average_handle_time_percent == 0.0
                && scenario.absent_percent == 0.0
                && scenario.outage.is_none();
            assert_eq!(as_planned, scenario.name == "baseline", "{scenario:?}");
        }
        let outage = ScenarioChoice::Named("outage".to_owned())
            .resolve(at(600))
            .unwrap();
        assert_eq!(outage.outage.unwrap().end(), at(660));
    }

    #[test]
    fn names_and_definitions_are_read_side_by_side() {
        let read = read(r#"["baseline", {"name": "Storm", "volumePercent": 35}]"#);
        assert_eq!(read[0], ScenarioChoice::Named("baseline".to_owned()));
        let storm = read[1].resolve(at(0)).unwrap();
        assert_eq!((storm.volume_percent, storm.absent_percent), (35.0, 0.0));
        let unknown = serde_json::from_str::<ScenarioChoice>(r#"{"name": "Storm", "volume": 35}"#);
        assert!(
            unknown
                .unwrap_err()
                .to_string()
                .contains("unknown field `volume`")
        );
    }

    #[test]
    fn everything_that_cannot_be_is_named_at_its_place() {
        let scenarios = read(
            r#"["baseline", "earthquake", "baseline",
                {"name": "outage", "volumePercent": -95, "averageHandleTimePercent": 1000, "absentPercent": 101,
                 "outage": {"startDate": "1971-01-01T00:00:00Z", "lengthMinutes": 0, "capacityPercent": 100}}]"#,
        );
        let expected = [
            ("/scenarios/1", "unknown-scenario"),
            ("/scenarios/2", "duplicate"),
            ("/scenarios/3/name", "name-taken"),
            ("/scenarios/3/volumePercent", "out-of-range"),
            ("/scenarios/3/averageHandleTimePercent", "out-of-range"),
            ("/scenarios/3/absentPercent", "out-of-range"),
            ("/scenarios/3/outage/startDate", "out-of-range"),
            ("/scenarios/3/outage/lengthMinutes", "out-of-range"),
            ("/scenarios/3/outage/capacityPercent", "out-of-range"),
        ];
        let expected = expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned()));
        assert_eq!(faults_of(&scenarios), expected);
        assert_eq!(faults_of(&[])[0].0, "/scenarios");
    }
}
