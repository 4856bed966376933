//! What others have printed, recomputed by our functions to the digits they printed.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crewcast_forecasts::erlang::{a, b, c};
use crewcast_forecasts::requirement::{Patience, ServiceGoal, ServiceLevelGoal, gross, require};
use crewcast_forecasts::units::{
    AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, Erlangs, IntervalMinutes,
    PatienceSeconds, Share,
};

use crate::row::{Outcome, Row, every_row_of};

/// Inputs of an example, as far as the prose has told them; "same" and further rows of a source add to them.
#[derive(Clone, Debug, Default)]
struct Told {
    calls: Option<f64>,
    interval_minutes: Option<f64>,
    aht_seconds: Option<f64>,
    within_seconds: Option<f64>,
    patience_seconds: Option<f64>,
    /// Agents, lines or channels.
    servers: Option<u32>,
    erlangs: Option<f64>,
    blocking: Option<f64>,
    shrinkage: Option<Share>,
    goal_percent: Option<f64>,
    maximum_occupancy: Option<Share>,
}

/// `12`, `0.01` or `1%`.
fn number(text: &str) -> Result<f64, String> {
    let (digits, unit) = text
        .strip_suffix('%')
        .map_or((text, 1.0), |digits| (digits, 100.0));
    digits
        .parse::<f64>()
        .map(|number| number / unit)
        .map_err(|error| format!("{text:?}: {error}"))
}

fn percent(text: &str) -> Result<Share, String> {
    let digits = text.rsplit('=').next().unwrap_or(text);
    let digits = digits.strip_suffix('%').ok_or("no percentage")?;
    digits
        .parse()
        .ok()
        .and_then(|percent| Share::from_percent(percent).ok())
        .ok_or_else(|| format!("{text:?} is no percentage"))
}

fn time(number: f64, unit: &str) -> Result<f64, String> {
    match unit {
        "s" => Ok(number),
        "min" => Ok(number * 60.0),
        _ => Err(format!("unknown unit {unit:?}")),
    }
}

impl Told {
    fn listen(&mut self, inputs: &str) -> Result<(), String> {
        for part in inputs.split([',', '(', ')']) {
            let part = part.trim().trim_start_matches("+ ");
            let words: Vec<&str> = part.split_whitespace().collect();
            match words[..] {
                [] | ["same"] | ["first", "row", ..] => {}
                ["lambda", rate] => {
                    let calls = rate.strip_suffix("/min").ok_or("no rate a minute")?;
                    (self.calls, self.interval_minutes) = (Some(number(calls)?), Some(1.0));
                }
                [calls, "calls/min"] => {
                    (self.calls, self.interval_minutes) = (Some(number(calls)?), Some(1.0));
                }
                [calls, per, "min"] if per.starts_with("calls/") => {
                    self.calls = Some(number(calls)?);
                    self.interval_minutes = Some(number(&per["calls/".len()..])?);
                }
                ["AHT" | "1/mu", length, unit] => {
                    self.aht_seconds = Some(time(number(length)?, unit)?);
                }
                ["patience", "1/nu", length, unit] | ["patience", length, unit] => {
                    self.patience_seconds = Some(time(number(length)?, unit)?);
                }
                ["T", length, unit] => self.within_seconds = Some(time(number(length)?, unit)?),
                ["c", count] | [count, "agents" | "lines" | "channels", ..] => {
                    self.servers = Some(number(count)? as u32);
                }
                ["blocking", share] => self.blocking = Some(number(share)?),
                [load, "erlang"] => self.erlangs = Some(number(load)?),
                ["shrinkage", .., share] => self.shrinkage = Some(percent(share)?),
                ["max", "occ", share] => self.maximum_occupancy = Some(percent(share)?),
                [goal] if goal.contains('/') => {
                    let (share, seconds) = goal.split_once('/').ok_or("no goal")?;
                    self.goal_percent = Some(number(share)?);
                    self.within_seconds = Some(number(seconds)?);
                }
                _ => return Err(format!("cannot read {part:?} of {inputs:?}")),
            }
        }
        Ok(())
    }

    fn aht(&self) -> Result<AhtSeconds, String> {
        let seconds = self.aht_seconds.ok_or("no AHT was told")?;
        AhtSeconds::new(seconds).map_err(|error| error.to_string())
    }

    fn load(&self) -> Result<Erlangs, String> {
        let calls = self.calls.ok_or("no calls were told")?;
        let seconds = self.interval_minutes.ok_or("no interval was told")? * 60.0;
        Erlangs::new(calls * self.aht()?.seconds() / seconds).map_err(|error| error.to_string())
    }

    fn servers(&self) -> Result<u32, String> {
        self.servers
            .ok_or_else(|| "no servers were told".to_owned())
    }

    fn within(&self) -> Result<AnswerWithinSeconds, String> {
        let seconds = self.within_seconds.ok_or("no answer time was told")?;
        AnswerWithinSeconds::new(seconds).map_err(|error| error.to_string())
    }

    fn erlang_c(&self) -> Result<c::Queue, String> {
        c::Queue::steady(self.load()?, self.servers()?).map_err(|error| error.to_string())
    }

    fn erlang_a(&self) -> Result<a::Queue, String> {
        let seconds = self.patience_seconds.ok_or("no patience was told")?;
        let patience = PatienceSeconds::new(seconds).map_err(|error| error.to_string())?;
        Ok(a::Queue::steady(
            self.load()?,
            self.servers()?,
            self.aht()?,
            patience,
        ))
    }

    fn agents(&self) -> Result<u32, String> {
        let goal = ServiceGoal {
            service_level: Some(ServiceLevelGoal {
                share: Share::from_percent(self.goal_percent.ok_or("no goal was told")?)
                    .map_err(|error| error.to_string())?,
                within: self.within()?,
                variant: Default::default(),
            }),
            maximum_occupancy: self.maximum_occupancy,
            ..ServiceGoal::default()
        };
        let minutes = self.interval_minutes.ok_or("no interval was told")? as u32;
        let needed = require(
            ContactsPerInterval::new(self.calls.ok_or("no calls were told")?).unwrap(),
            IntervalMinutes::new(minutes).map_err(|error| error.to_string())?,
            self.aht()?,
            Patience::Endless,
            &goal,
        );
        Ok(needed.map_err(|error| error.to_string())?.agents_net)
    }

    fn on_roster(&self, agents: u32) -> Result<f64, String> {
        let shrinkage = self.shrinkage.ok_or("no shrinkage was told")?;
        gross(agents, shrinkage)
            .map(f64::from)
            .map_err(|error| error.to_string())
    }

    fn answer(&self, quantity: &str) -> Result<f64, String> {
        Ok(match quantity {
            "service_level" => self.erlang_c()?.service_level(self.within()?, self.aht()?),
            "P(wait)" => self.erlang_c()?.p_wait(),
            "occupancy" => self.erlang_c()?.occupancy(),
            "ASA s" | "E[W] s (M/M/c)" | "Erlang C mean wait s" => self
                .erlang_c()?
                .average_speed_of_answer_seconds(self.aht()?),
            "Erlang C queue length" => self.erlang_c()?.mean_queue_length(),
            "Erlang C 90th pct wait s" => {
                let (queue, aht) = (self.erlang_c()?, self.aht()?);
                first(3600.0, |t| queue.late(seconds(t), aht) <= 0.1)
            }
            "E[W] s (M/M/c+M)" | "Erlang A mean wait s" => {
                self.erlang_a()?.mean_wait_of_all_seconds()
            }
            "Erlang A P(abandon) %" => 100.0 * self.erlang_a()?.p_abandon(),
            "Erlang A utilisation %" => 100.0 * self.erlang_a()?.occupancy(),
            "Erlang A queue length" => self.erlang_a()?.mean_queue_length(),
            "Erlang A 90th pct wait s" => {
                let queue = self.erlang_a()?;
                first(3600.0, |t| {
                    let within = queue.within(seconds(t));
                    within.served + within.abandoned >= 0.9
                })
            }
            "raw agents" => f64::from(self.agents()?),
            "rostered agents" => self.on_roster(self.agents()?)?,
            "scheduled agents" => self.on_roster(self.servers()?)?,
            "agents with shrinkage (fractional)" => {
                let shrinkage = self.shrinkage.ok_or("no shrinkage was told")?;
                f64::from(self.servers()?) / shrinkage.complement_as_f64()
            }
            "offered erlang" | "offered erlang (1 decimal)" => {
                let (lines, blocking) = (self.servers()?, self.blocking.ok_or("no blocking")?);
                first(f64::from(lines) * 100.0, |load| {
                    b::blocking(Erlangs::new(load).unwrap(), lines) >= blocking
                })
            }
            "lines" => {
                let load = Erlangs::new(self.erlangs.ok_or("no load was told")?).unwrap();
                let blocking = self.blocking.ok_or("no blocking was told")?;
                let enough = (0..10_000_u32).find(|lines| b::blocking(load, *lines) <= blocking);
                f64::from(enough.ok_or("no number of lines")?)
            }
            unknown => return Err(format!("unknown quantity {unknown}")),
        })
    }
}

fn seconds(seconds: f64) -> AnswerWithinSeconds {
    AnswerWithinSeconds::new(seconds).unwrap()
}

/// The smallest number up to `most` that has the property, which all larger ones have too.
fn first(most: f64, has: impl Fn(f64) -> bool) -> f64 {
    let (mut below, mut above) = (0.0, most);
    for _ in 0..100 {
        let middle = 0.5 * (below + above);
        if has(middle) {
            above = middle;
        } else {
            below = middle;
        }
    }
    above
}

/// Ours rounds or cuts to what was printed: it differs by less than one unit of its last digit.
fn printed(row: &Row, column: &str, ours: f64) -> Outcome {
    let decimals = row
        .text(column)
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let unit = 10_f64.powi(-(decimals as i32));
    row.agrees_within(column, ours, unit.max(4.0 * f64::EPSILON * ours))
}

#[test]
fn others_printed_what_we_compute() {
    let told_by: RefCell<BTreeMap<String, Told>> = RefCell::default();
    every_row_of("published_examples.csv", |row| {
        let mut told_by = told_by.borrow_mut();
        let told = told_by.entry(row.text("source").to_owned()).or_default();
        told.listen(row.text("inputs"))?;
        let ours = told.answer(row.text("quantity"))?;
        printed(row, "published", ours)?;
        printed(row, "reference", ours)
    });
}
