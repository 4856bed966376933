//! The reference values, every row, with the tolerances their readme states.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crewcast_forecasts::erlang::b;
use crewcast_forecasts::erlang::c::Queue;
use crewcast_forecasts::requirement::{
    Predicted, ServiceGoal, ServiceLevelGoal, gross, predict, require,
};
use crewcast_forecasts::units::{
    AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, Erlangs, IntervalMinutes, Servers, Share,
    WaitSeconds,
};

/// Relative tolerance of B, C, ASA, occupancy; absolute tolerance of service levels.
const RELATIVE: f64 = 1e-12;
const SERVICE_LEVEL: f64 = 1e-9;

type Outcome = Result<(), String>;

/// One line of a file, by column name without the remark in brackets.
struct Row(BTreeMap<String, String>);

impl Row {
    fn text(&self, column: &str) -> &str {
        self.0
            .get(column)
            .unwrap_or_else(|| panic!("no column {column} in {:?}", self.0.keys()))
    }

    fn number(&self, column: &str) -> f64 {
        self.text(column)
            .parse()
            .unwrap_or_else(|error| panic!("{column} {:?}: {error}", self.text(column)))
    }

    fn whole(&self, column: &str) -> u32 {
        self.text(column)
            .parse()
            .unwrap_or_else(|error| panic!("{column} {:?}: {error}", self.text(column)))
    }

    fn share(&self, column: &str) -> Share {
        self.text(column)
            .parse()
            .unwrap_or_else(|error| panic!("{column} {:?}: {error}", self.text(column)))
    }

    fn volume(&self, column: &str) -> ContactsPerInterval {
        ContactsPerInterval::new(self.number(column)).unwrap()
    }

    fn agrees(&self, column: &str, ours: f64) -> Outcome {
        let theirs = self.number(column);
        let agrees = ours == theirs || ((ours - theirs) / theirs).abs() <= RELATIVE;
        if agrees {
            Ok(())
        } else {
            Err(format!("{column}: {ours:e}, reference {theirs:e}"))
        }
    }

    fn agrees_within(&self, column: &str, ours: f64, tolerance: f64) -> Outcome {
        let theirs = self.number(column);
        let agrees = (ours - theirs).abs() <= tolerance;
        if agrees {
            Ok(())
        } else {
            Err(format!("{column}: {ours}, reference {theirs}"))
        }
    }

    fn equals(&self, column: &str, ours: u32) -> Outcome {
        let theirs = self.whole(column);
        if ours == theirs {
            Ok(())
        } else {
            Err(format!("{column}: {ours}, reference {theirs}"))
        }
    }
}

fn every_row_of(file: &str, check: impl Fn(&Row) -> Outcome) {
    let shared = std::env::var_os("CREWCAST_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")),
        PathBuf::from,
    );
    let path = shared.join("vectors").join(file);
    if !path.exists() {
        eprintln!(
            "skipped: {} is not there; set CREWCAST_SHARED",
            path.display()
        );
        return;
    }
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let columns: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(|header| match header.split_once('(') {
            // `criterion_value_at_(agents_by_criterion-1)_out(…)` has its brackets inside the name.
            Some((name, _)) if !name.ends_with('_') => name.to_owned(),
            Some((name, _)) => name.trim_end_matches('_').to_owned(),
            None => header.to_owned(),
        })
        .collect();
    let (mut rows, mut passed) = (0, 0);
    for record in reader.records() {
        let record = record.unwrap();
        assert_eq!(record.len(), columns.len());
        let row = Row(columns
            .iter()
            .cloned()
            .zip(record.iter().map(str::to_owned))
            .collect());
        rows += 1;
        match check(&row) {
            Ok(()) => passed += 1,
            Err(difference) => eprintln!("{file} row {rows}: {difference} in {:?}", row.0),
        }
    }
    println!("{file}: {passed}/{rows} rows");
    assert!(rows > 0, "{file} has no rows");
    assert_eq!(passed, rows, "{file}");
}

#[test]
fn blocking_agrees_with_erlang_b() {
    every_row_of("erlang_b.csv", |row| {
        let load = Erlangs::new(row.number("offered_load_erlang")).unwrap();
        let ours = match row.text("servers_kind") {
            "int" => b::blocking(load, row.whole("servers")),
            "continuous" => b::blocking(load, Servers::new(row.number("servers")).unwrap()),
            kind => return Err(format!("unknown kind {kind}")),
        };
        row.agrees("blocking_probability_out", ours)
    });
}

#[test]
fn waiting_agrees_with_erlang_c() {
    every_row_of("erlang_c.csv", |row| {
        let load = Erlangs::new(row.number("offered_load_erlang")).unwrap();
        let agents = Servers::new(row.number("agents")).unwrap();
        let aht = AhtSeconds::new(row.number("aht_s")).unwrap();
        let within = AnswerWithinSeconds::new(row.number("target_answer_s")).unwrap();
        match (Queue::steady(load, agents), row.text("status")) {
            (Err(_), "unstable") => {
                // An explicit state here; the file prints its limits.
                row.equals("service_level_out", 0)?;
                row.agrees("asa_all_calls_s_out", f64::INFINITY)
            }
            (Ok(queue), "ok" | "continuous") => {
                row.agrees("p_wait_out", queue.p_wait())?;
                row.agrees(
                    "asa_all_calls_s_out",
                    queue.average_speed_of_answer_seconds(aht),
                )?;
                row.agrees(
                    "mean_wait_of_waiting_s_out",
                    queue.mean_wait_of_waiting_seconds(aht),
                )?;
                row.agrees_within(
                    "service_level_out",
                    queue.service_level(within, aht),
                    SERVICE_LEVEL,
                )?;
                row.agrees("occupancy_out", queue.occupancy())?;
                row.agrees("mean_queue_length_out", queue.mean_queue_length())
            }
            (got, status) => Err(format!("{got:?} where the reference says {status}")),
        }
    });
}

#[test]
fn requirements_agree_with_erlang_c_required() {
    every_row_of("erlang_c_required.csv", |row| {
        let volume = row.volume("volume_calls_per_interval");
        let interval = IntervalMinutes::new(row.whole("interval_min")).unwrap();
        let aht = AhtSeconds::new(row.number("aht_s")).unwrap();
        let within = AnswerWithinSeconds::new(row.number("target_answer_s")).unwrap();
        let criterion = row.text("criterion");
        let maximum_occupancy = Some(row.share("max_occupancy"));
        let mut goal = ServiceGoal {
            maximum_occupancy,
            ..ServiceGoal::default()
        };
        match criterion {
            "sl" => {
                goal.service_level = Some(ServiceLevelGoal {
                    share: row.share("criterion_target"),
                    within,
                });
            }
            "asa" => {
                goal.average_speed_of_answer =
                    Some(WaitSeconds::new(row.number("criterion_target")).unwrap());
            }
            "pw" => goal.maximum_p_wait = Some(row.share("criterion_target")),
            other => return Err(format!("unknown criterion {other}")),
        }
        let ours = require(volume, interval, aht, &goal).map_err(|error| error.to_string())?;
        let per_goal = &ours.agents_per_goal;
        let by_criterion = per_goal
            .service_level
            .or(per_goal.average_speed_of_answer)
            .or(per_goal.maximum_p_wait)
            .ok_or("no agents for the criterion")?;
        row.agrees("offered_load_erlang_out", ours.offered_load.erlangs())?;
        row.equals("agents_by_criterion_out", by_criterion)?;
        row.equals(
            "agents_by_occupancy_out",
            per_goal
                .maximum_occupancy
                .ok_or("no agents for the occupancy")?,
        )?;
        row.equals("agents_net_out", ours.agents_net)?;
        let on_roster =
            gross(ours.agents_net, row.share("shrinkage")).map_err(|error| error.to_string())?;
        row.equals("agents_gross_out", on_roster)?;

        if ours.agents_net == 0 {
            let blank = row.text("service_level_out").is_empty();
            return if blank && ours.achieved == Predicted::Idle {
                Ok(())
            } else {
                Err("not idle".to_owned())
            };
        }
        let at = |agents| {
            predict(volume, interval, aht, agents, within).map_err(|error| error.to_string())
        };
        let predicted = at(ours.agents_net)?;
        row.agrees_within(
            "service_level_out",
            predicted.service_level().unwrap(),
            SERVICE_LEVEL,
        )?;
        // Both the search's own figures and those of the closed form.
        for figures in [&ours.achieved, &predicted] {
            row.agrees(
                "asa_all_s_out",
                figures.average_speed_of_answer_seconds().unwrap(),
            )?;
            row.agrees("p_wait_out", figures.p_wait().unwrap())?;
            row.agrees("occupancy_out", figures.occupancy())?;
        }
        let one_fewer = at(by_criterion - 1)?;
        let column = "criterion_value_at";
        match (one_fewer.figures(), row.text(column).is_empty()) {
            (None, true) => Ok(()),
            (Some(figures), false) => match criterion {
                "sl" => row.agrees_within(column, figures.service_level.unwrap(), SERVICE_LEVEL),
                "asa" => row.agrees(column, figures.average_speed_of_answer_seconds),
                _ => row.agrees(column, figures.p_wait),
            },
            (got, _) => Err(format!("with one fewer {got:?}")),
        }
    });
}

#[test]
fn ceilings_agree_with_rounding_traps() {
    every_row_of("rounding_traps.csv", |row| {
        let share = row.share("shrinkage_or_max_occupancy");
        let ours = match row.text("kind") {
            "gross" => gross(row.whole("n_agents_or_volume_calls"), share)
                .map_err(|error| error.to_string())?,
            "occ" => {
                let (interval, aht) = row
                    .text("interval_and_aht")
                    .split_once("min x ")
                    .and_then(|(minutes, rest)| {
                        Some((minutes.parse().ok()?, rest.strip_suffix('s')?.parse().ok()?))
                    })
                    .ok_or("unreadable interval and aht")?;
                let goal = ServiceGoal {
                    maximum_occupancy: Some(share),
                    ..ServiceGoal::default()
                };
                require(
                    row.volume("n_agents_or_volume_calls"),
                    IntervalMinutes::new(interval).unwrap(),
                    AhtSeconds::new(aht).unwrap(),
                    &goal,
                )
                .map_err(|error| error.to_string())?
                .agents_net
            }
            kind => return Err(format!("unknown kind {kind}")),
        };
        row.equals("exact_agents_out", ours)
    });
}
