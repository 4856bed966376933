//! The record: every number a planner needs to recompute a requirement by hand.

use serde::{Deserialize, Serialize};

use super::sheet::Sheet;
use super::{endless, impatient};
use crate::requirement::error::RequirementError;
use crate::requirement::goal::ServiceGoal;
use crate::requirement::gross::gross;
use crate::requirement::patience::Patience;
use crate::requirement::search::{Requirement, require};
use crate::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Share};

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
    /// Mean patience in seconds; null where nobody hangs up.
    #[serde(default)]
    pub patience_seconds: Patience,
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

/// What a requirement is derived from.
#[derive(Clone, Copy)]
pub(super) struct Inputs {
    pub(super) volume: ContactsPerInterval,
    pub(super) interval: IntervalMinutes,
    pub(super) aht: AhtSeconds,
    pub(super) patience: Patience,
    pub(super) goal: ServiceGoal,
    pub(super) shrinkage: Share,
}

impl Derivation {
    /// Does the whole computation again from the inputs recorded here.
    ///
    /// # Errors
    /// As [`derive()`].
    pub fn recompute(&self) -> Result<Self, RequirementError> {
        let inputs = self.inputs();
        derive(
            inputs.volume,
            inputs.interval,
            inputs.aht,
            inputs.patience,
            &inputs.goal,
            inputs.shrinkage,
        )
    }

    /// The record as a CSV with the columns symbol, expression, value and formula: inputs first, then the steps.
    ///
    /// The formulas recompute every number from the inputs' values in a spreadsheet (Excel 2010 or later, LibreOffice);
    /// they differ from the values here by the spreadsheet's own rounding. Ceilings, here exact, are guarded there by
    /// rounding to nine decimals first. Two results of a search are checked there and not searched again: agents for
    /// an average speed of answer, and any goal where patience is longer than a hundred handle times, are `#N/A` when
    /// other inputs make them wrong.
    #[must_use]
    pub fn to_csv(&self) -> String {
        sheet_of(&self.inputs(), &self.requirement, self.agents_gross).to_csv()
    }

    fn inputs(&self) -> Inputs {
        Inputs {
            volume: self.volume,
            interval: self.interval_minutes,
            aht: self.aht_seconds,
            patience: self.patience_seconds,
            goal: self.goal,
            shrinkage: self.shrinkage,
        }
    }
}

/// [`require()`] and [`gross()`] with every number on the way.
///
/// # Errors
/// As [`require()`] and [`gross()`].
///
/// ```
/// use crewcast_forecasts::requirement::{Patience, ServiceGoal, derive};
/// use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Share, WaitSeconds};
/// let goal = ServiceGoal { average_speed_of_answer: Some(WaitSeconds::new(10.0)?), ..ServiceGoal::default() };
/// let record = derive(
///     ContactsPerInterval::new(100.0)?,
///     IntervalMinutes::new(30)?,
///     AhtSeconds::new(180.0)?,
///     Patience::Endless,
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
    patience: Patience,
    goal: &ServiceGoal,
    shrinkage: Share,
) -> Result<Derivation, RequirementError> {
    let requirement = require(volume, interval, aht, patience, goal)?;
    let agents_gross = gross(requirement.agents_net, shrinkage)?;
    let inputs = Inputs {
        volume,
        interval,
        aht,
        patience,
        goal: *goal,
        shrinkage,
    };
    let steps = sheet_of(&inputs, &requirement, agents_gross)
        .steps
        .into_iter()
        .map(|line| Step {
            symbol: line.symbol,
            expression: line.expression,
            value: line.value,
        })
        .collect();
    let formula = match patience {
        Patience::Endless => "Erlang C (M/M/n, endless patience)",
        Patience::Mean(_) => "Erlang A (M/M/n+M, exponential patience)",
    };
    Ok(Derivation {
        formula: formula.to_owned(),
        volume,
        interval_minutes: interval,
        aht_seconds: aht,
        patience_seconds: patience,
        goal: *goal,
        shrinkage,
        steps,
        requirement,
        agents_gross,
    })
}

fn sheet_of(inputs: &Inputs, requirement: &Requirement, agents_gross: u32) -> Sheet {
    let mut sheet = Sheet::default();
    write_inputs(&mut sheet, inputs);
    let Inputs {
        volume,
        interval,
        aht,
        shrinkage,
        ..
    } = *inputs;
    let seconds = interval.seconds();
    sheet.step(
        "A",
        format!("volume × aht / interval = {volume} × {aht} / {seconds}"),
        requirement.offered_load.erlangs(),
        "[volume]*[aht]/[interval]",
    );
    match inputs.patience {
        Patience::Endless => endless::goals(&mut sheet, inputs, &requirement.agents_per_goal),
        Patience::Mean(patience) => impatient::goals(&mut sheet, inputs, patience, requirement),
    }
    let per_goal: Vec<String> = sheet
        .steps
        .iter()
        .filter(|line| line.symbol.starts_with("n("))
        .map(|line| format!("[{}]", line.symbol))
        .collect();
    sheet.step(
        "n",
        "the largest of these",
        f64::from(requirement.agents_net),
        format!("MAX({})", per_goal.join(",")),
    );
    match inputs.patience {
        Patience::Endless => endless::figures(&mut sheet, inputs, requirement),
        Patience::Mean(patience) => impatient::figures(&mut sheet, inputs, patience, requirement),
    }
    sheet.step(
        "gross",
        format!("ceil(n / (1 − {shrinkage})) in exact decimals"),
        f64::from(agents_gross),
        "ROUNDUP(ROUND([n]/(1-[shrinkage]),9),0)",
    );
    sheet
}

fn write_inputs(sheet: &mut Sheet, inputs: &Inputs) {
    let goal = &inputs.goal;
    sheet.input(
        "volume",
        "contacts offered in the interval",
        inputs.volume.contacts(),
    );
    let seconds = f64::from(inputs.interval.seconds());
    sheet.input("interval", "length of the interval, s", seconds);
    sheet.input("aht", "average handle time, s", inputs.aht.seconds());
    if let Patience::Mean(patience) = inputs.patience {
        sheet.input("patience", "mean patience, s", patience.seconds());
    }
    if let Some(level) = goal.service_level {
        sheet.input(
            "serviceLevel",
            "share to be answered within T, at least",
            level.share.as_f64(),
        );
        sheet.input("T", "answer time, s", level.within.seconds());
    }
    let at_most = [
        (
            "averageSpeedOfAnswer",
            "mean wait of the served, s, at most",
            goal.average_speed_of_answer.map(f64::from),
        ),
        (
            "meanWait",
            "mean wait of all, s, at most",
            goal.mean_wait.map(f64::from),
        ),
        (
            "maximumAbandonment",
            "share that hangs up, at most",
            goal.maximum_abandonment.map(Share::as_f64),
        ),
        (
            "maximumPWait",
            "share that waits at all, at most",
            goal.maximum_p_wait.map(Share::as_f64),
        ),
        (
            "maximumOccupancy",
            "share of agents' time spent on contacts, at most",
            goal.maximum_occupancy.map(Share::as_f64),
        ),
    ];
    for (symbol, meaning, value) in at_most {
        if let Some(value) = value {
            sheet.input(symbol, meaning, value);
        }
    }
    sheet.input(
        "shrinkage",
        "share of rostered time that is not at work",
        inputs.shrinkage.as_f64(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::erlang::ServiceLevelVariant;
    use crate::requirement::ServiceLevelGoal;
    use crate::units::{AnswerWithinSeconds, PatienceSeconds};

    fn five_minutes() -> Patience {
        Patience::Mean(PatienceSeconds::new(300.0).unwrap())
    }

    fn record(volume: f64) -> Derivation {
        record_with(Patience::Endless, volume)
    }

    fn record_with(patience: Patience, volume: f64) -> Derivation {
        let goal = ServiceGoal {
            service_level: Some(ServiceLevelGoal {
                share: Share::from_f64(0.8).unwrap(),
                within: AnswerWithinSeconds::new(20.0).unwrap(),
                variant: ServiceLevelVariant::OfOffered,
            }),
            maximum_occupancy: Some(Share::from_f64(0.85).unwrap()),
            ..ServiceGoal::default()
        };
        derive(
            ContactsPerInterval::new(volume).unwrap(),
            IntervalMinutes::new(30).unwrap(),
            AhtSeconds::new(180.0).unwrap(),
            patience,
            &goal,
            Share::from_f64(0.3).unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn a_record_that_went_through_json_recomputes_to_itself() {
        for volume in [0.0, 0.1, 100.0, 1234.56] {
            for patience in [Patience::Endless, five_minutes()] {
                let record = record_with(patience, volume);
                let json = serde_json::to_string(&record).unwrap();
                let read_back: Derivation = serde_json::from_str(&json).unwrap();
                assert_eq!(read_back.recompute().unwrap(), record);
            }
        }
    }

    fn value(record: &Derivation, symbol: &str) -> f64 {
        let step = record.steps.iter().find(|step| step.symbol == symbol);
        step.unwrap_or_else(|| panic!("no {symbol}")).value
    }

    #[test]
    fn the_worked_example_is_14_agents_at_work_and_20_on_the_roster() {
        // 100 contacts in 30 min, 180 s, 80 % in 20 s, at most 85 % busy, 30 % shrinkage.
        let record = record(100.0);
        assert_eq!(
            (record.requirement.agents_net, record.agents_gross),
            (14, 20)
        );
        assert!((value(&record, "SL(14)") - 0.888_35).abs() < 5e-6);
        assert!((value(&record, "ASA(14)") - 7.836).abs() < 5e-4);
        let csv = record.to_csv();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[0], "symbol,expression,value,formula");
        for line in [
            r#""volume","contacts offered in the interval",100,"=C2""#,
            r#""A","volume × aht / interval = 100 × 180 / 1800",10,"=D2*D4/D3""#,
            r#""n","the largest of these",14,"=MAX(D10,D11,D12)""#,
            r#""C(14)","n B / (n − A + A B)",0.1741319335950498,"=D13*D14/(D13-D9+D9*D14)""#,
            r#""gross","ceil(n / (1 − 0.3)) in exact decimals",20,"=ROUNDUP(ROUND(D13/(1-D8),9),0)""#,
        ] {
            assert!(lines.contains(&line), "{line} is not in\n{csv}");
        }
    }

    #[test]
    fn every_formula_of_a_csv_refers_to_cells_that_are_there() {
        let mut goal = record(100.0).goal;
        goal.average_speed_of_answer = crate::units::WaitSeconds::new(15.0).ok();
        goal.mean_wait = crate::units::WaitSeconds::new(15.0).ok();
        goal.maximum_abandonment = Share::from_f64(0.03).ok();
        goal.maximum_p_wait = Share::from_f64(0.4).ok();
        for patience in [Patience::Endless, five_minutes()] {
            for volume in [0.0, 0.1, 100.0, 1234.5] {
                let record = derive(
                    ContactsPerInterval::new(volume).unwrap(),
                    IntervalMinutes::new(15).unwrap(),
                    AhtSeconds::new(200.0).unwrap(),
                    patience,
                    &goal,
                    Share::ZERO,
                )
                .unwrap();
                let csv = record.to_csv();
                let missing = "NA()".len() * usize::from(volume == 0.0);
                for line in csv.lines().skip(1) {
                    let formula = line.rsplit_once(",\"=").unwrap().1;
                    assert!(!formula.contains(['[', ']']), "{line}");
                    // #N/A stands only where a check failed or nobody calls, never for an unknown symbol.
                    let unknown = formula.replace("NA()))", "").replace("0,NA())", "");
                    assert!(missing > 0 || !unknown.contains("NA()"), "{line}");
                }
                let rows = csv.lines().count();
                assert_eq!(
                    rows,
                    csv.lines().filter(|line| line.contains(",\"=")).count() + 1
                );
            }
        }
    }

    #[test]
    fn the_steps_by_erlang_a_follow_from_one_another() {
        let record = record_with(five_minutes(), 100.0);
        let n = record.requirement.agents_net;
        assert_eq!(n, 13);
        let (a, eta) = (value(&record, "A"), value(&record, "η"));
        assert_eq!((a, eta), (10.0, 0.6));
        for agents in [13.0, 12.0] {
            let at = |symbol: &str| value(&record, &format!("{symbol}({agents})"));
            let (b, j) = (at("B"), 1.0 / at("1/J"));
            let close = |got: f64, expected: f64| assert!((got / expected - 1.0).abs() < 1e-12);
            let mut states = vec![1.0];
            for i in 1..=at("N") as u32 {
                let before = states[states.len() - 1];
                states.push(before * a / (agents + f64::from(i) * eta));
            }
            close(j, states.iter().sum());
            close(at("P(wait)"), b * j / (1.0 - b + b * j));
            close(at("p"), at("P(wait)") / j);
            let queue: f64 = (0_u32..)
                .zip(&states)
                .map(|(j, state)| f64::from(j) * state)
                .sum();
            close(at("P(abandon)"), at("p") * queue * eta / a);
            close(at("W"), at("P(abandon)") * 300.0);
            close(at("occupancy"), a * (1.0 - at("P(abandon)")) / agents);
            close(at("SL"), 1.0 - at("P(abandon)") - at("late"));
        }
        assert!(value(&record, "SL(13)") >= 0.8 && value(&record, "SL(12)") < 0.8);
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
