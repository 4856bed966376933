//! The record behind a requirement: every number a planner needs to recompute it by hand.

use serde::{Deserialize, Serialize};

use super::error::RequirementError;
use super::goal::ServiceGoal;
use super::gross::gross;
use super::predict::{Figures, Predicted};
use super::search::{Requirement, require};
use crate::erlang::b;
use crate::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Servers, Share};

const FORMULA: &str = "Erlang C (M/M/n, endless patience)";

/// One intermediate number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The symbol, like `C(14)`.
    pub symbol: String,
    /// How it follows from inputs and earlier symbols.
    pub expression: String,
    /// Its value.
    pub value: f64,
}

/// Inputs, formula, every intermediate number and the result of one interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Derivation {
    /// Name of the model.
    pub formula: String,
    /// Contacts offered in the interval.
    pub volume: ContactsPerInterval,
    /// Length of the interval.
    pub interval_minutes: IntervalMinutes,
    /// Average handle time.
    pub aht_seconds: AhtSeconds,
    /// What had to be met.
    pub goal: ServiceGoal,
    /// Share of rostered time that is not at work.
    pub shrinkage: Share,
    /// The numbers in between, in order.
    pub steps: Vec<Step>,
    /// The result, and one agent fewer.
    pub requirement: Requirement,
    /// Agents on the roster.
    pub agents_gross: u32,
}

impl Derivation {
    /// Does the whole computation again from the inputs recorded here.
    ///
    /// # Errors
    /// As [`derive()`].
    pub fn recompute(&self) -> Result<Self, RequirementError> {
        derive(
            self.volume,
            self.interval_minutes,
            self.aht_seconds,
            &self.goal,
            self.shrinkage,
        )
    }
}

/// [`require()`] and [`gross()`] with every number on the way.
///
/// # Errors
/// As [`require()`] and [`gross()`].
///
/// ```
/// use crewcast_forecasts::requirement::{ServiceGoal, derive};
/// use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Share, WaitSeconds};
/// let goal = ServiceGoal { average_speed_of_answer: Some(WaitSeconds::new(10.0)?), ..ServiceGoal::default() };
/// let record = derive(
///     ContactsPerInterval::new(100.0)?,
///     IntervalMinutes::new(30)?,
///     AhtSeconds::new(180.0)?,
///     &goal,
///     Share::from_percent(30.0)?,
/// )?;
/// assert_eq!((record.requirement.agents_net, record.agents_gross), (14, 20));
/// assert_eq!((record.steps[0].symbol.as_str(), record.steps[0].value), ("A", 10.0));
/// assert_eq!(record.recompute()?, record);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn derive(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    goal: &ServiceGoal,
    shrinkage: Share,
) -> Result<Derivation, RequirementError> {
    let requirement = require(volume, interval, aht, goal)?;
    let agents_gross = gross(requirement.agents_net, shrinkage)?;
    let mut steps = Vec::new();
    let mut step = |symbol: &str, expression: String, value: f64| {
        steps.push(Step {
            symbol: symbol.to_owned(),
            expression,
            value,
        });
    };

    let load = requirement.offered_load;
    let per_goal = &requirement.agents_per_goal;
    let net = requirement.agents_net;
    let seconds = interval.seconds();
    step(
        "A",
        format!("volume × aht / interval = {volume} × {aht} / {seconds}"),
        load.erlangs(),
    );
    step(
        "n(stability)",
        "smallest whole n > A, 0 without contacts".to_owned(),
        f64::from(per_goal.stability),
    );
    if let (Some(agents), Some(goal)) = (per_goal.service_level, goal.service_level) {
        let expression = format!(
            "smallest n with SL(n) ≥ {} within T = {} s",
            goal.share, goal.within
        );
        step("n(serviceLevel)", expression, f64::from(agents));
    }
    if let (Some(agents), Some(wait)) = (
        per_goal.average_speed_of_answer,
        goal.average_speed_of_answer,
    ) {
        step(
            "n(averageSpeedOfAnswer)",
            format!("smallest n with ASA(n) ≤ {wait} s"),
            f64::from(agents),
        );
    }
    if let (Some(agents), Some(share)) = (per_goal.maximum_p_wait, goal.maximum_p_wait) {
        step(
            "n(maximumPWait)",
            format!("smallest n with C(n) ≤ {share}"),
            f64::from(agents),
        );
    }
    if let (Some(agents), Some(share)) = (per_goal.maximum_occupancy, goal.maximum_occupancy) {
        let expression =
            format!("max(n(stability), ceil(A / {share})), the ceiling in exact decimals");
        step("n(maximumOccupancy)", expression, f64::from(agents));
    }
    step("n", "the largest of these".to_owned(), f64::from(net));
    let both = [
        (net, Some(&requirement.achieved)),
        (net.saturating_sub(1), requirement.with_one_fewer.as_ref()),
    ];
    for (agents, predicted) in both {
        let Some(Predicted::Steady(figures)) = predicted else {
            continue;
        };
        let blocking = b::blocking(load, Servers::from(agents));
        step(
            &format!("B({agents})"),
            "(Aⁿ/n!) / Σ_{k=0..n} Aᵏ/k!".to_owned(),
            blocking,
        );
        let Figures {
            service_level,
            average_speed_of_answer_seconds,
            occupancy,
            p_wait,
        } = *figures;
        step(
            &format!("C({agents})"),
            "n B / (n − A + A B)".to_owned(),
            p_wait,
        );
        step(
            &format!("ASA({agents})"),
            "C × aht / (n − A)".to_owned(),
            average_speed_of_answer_seconds,
        );
        if let Some(service_level) = service_level {
            step(
                &format!("SL({agents})"),
                "1 − C e^(−(n − A) T / aht)".to_owned(),
                service_level,
            );
        }
        step(
            &format!("occupancy({agents})"),
            "A / n".to_owned(),
            occupancy,
        );
    }
    let expression = format!("ceil(n / (1 − {shrinkage})) in exact decimals");
    step("gross", expression, f64::from(agents_gross));
    Ok(Derivation {
        formula: FORMULA.to_owned(),
        volume,
        interval_minutes: interval,
        aht_seconds: aht,
        goal: *goal,
        shrinkage,
        steps,
        requirement,
        agents_gross,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requirement::ServiceLevelGoal;
    use crate::units::AnswerWithinSeconds;

    fn record(volume: f64) -> Derivation {
        let goal = ServiceGoal {
            service_level: Some(ServiceLevelGoal {
                share: Share::from_f64(0.8).unwrap(),
                within: AnswerWithinSeconds::new(20.0).unwrap(),
            }),
            maximum_occupancy: Some(Share::from_f64(0.85).unwrap()),
            ..ServiceGoal::default()
        };
        derive(
            ContactsPerInterval::new(volume).unwrap(),
            IntervalMinutes::new(30).unwrap(),
            AhtSeconds::new(180.0).unwrap(),
            &goal,
            Share::from_f64(0.3).unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn a_record_that_went_through_json_recomputes_to_itself() {
        for volume in [0.0, 0.1, 100.0, 1234.56] {
            let record = record(volume);
            let json = serde_json::to_string(&record).unwrap();
            let read_back: Derivation = serde_json::from_str(&json).unwrap();
            assert_eq!(read_back.recompute().unwrap(), record);
        }
    }

    #[test]
    fn the_steps_of_a_record_follow_from_one_another() {
        let record = record(100.0);
        let value = |symbol: &str| {
            record
                .steps
                .iter()
                .find(|step| step.symbol == symbol)
                .unwrap()
                .value
        };
        let (a, n) = (value("A"), value("n"));
        assert_eq!(
            (a, n, value("n(serviceLevel)"), value("n(maximumOccupancy)")),
            (10.0, 14.0, 14.0, 12.0)
        );
        for agents in [14.0, 13.0] {
            let at = |symbol: &str| value(&format!("{symbol}({agents})"));
            let c = agents * at("B") / (agents - a + a * at("B"));
            assert!((at("C") / c - 1.0).abs() < 1e-13);
            assert!((at("ASA") / (c * 180.0 / (agents - a)) - 1.0).abs() < 1e-13);
            assert!(
                (at("SL") - (1.0 - c * (-(agents - a) * 20.0 / 180.0_f64).exp())).abs() < 1e-13
            );
        }
        assert!(value("SL(14)") >= 0.8 && value("SL(13)") < 0.8);
        assert_eq!(value("gross"), 20.0);
    }
}
