//! Required agents against `erlang_c_required.csv`, `erlang_a_required.csv` and `rounding_traps.csv`, exactly.

use crewcast_forecasts::erlang::ServiceLevelVariant;
use crewcast_forecasts::requirement::{
    Patience, Predicted, ServiceGoal, ServiceLevelGoal, gross, predict, require,
};
use crewcast_forecasts::units::{
    AhtSeconds, AnswerWithinSeconds, IntervalMinutes, PatienceSeconds, WaitSeconds,
};

use crate::row::{FORMULA, SERVICE_LEVEL, every_row_of};

/// Relative tolerance of Erlang A's abandonment and waits.
const WAITS: f64 = 1e-9;

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
                    variant: ServiceLevelVariant::OfOffered,
                });
            }
            "asa" => {
                goal.average_speed_of_answer =
                    Some(WaitSeconds::new(row.number("criterion_target")).unwrap());
            }
            "pw" => goal.maximum_p_wait = Some(row.share("criterion_target")),
            other => return Err(format!("unknown criterion {other}")),
        }
        let ours = require(volume, interval, aht, Patience::Endless, &goal)
            .map_err(|error| error.to_string())?;
        let per_goal = &ours.agents_per_goal;
        let by_criterion = per_goal
            .service_level
            .or(per_goal.average_speed_of_answer)
            .or(per_goal.maximum_p_wait)
            .ok_or("no agents for the criterion")?;
        row.agrees(
            "offered_load_erlang_out",
            ours.offered_load.erlangs(),
            FORMULA,
        )?;
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
            let blank = row.is_blank("service_level_out");
            return if blank && ours.achieved == Predicted::Idle {
                Ok(())
            } else {
                Err("not idle".to_owned())
            };
        }
        let at = |agents: u32| {
            let variant = ServiceLevelVariant::OfOffered;
            predict(
                volume,
                interval,
                aht,
                Patience::Endless,
                agents,
                within,
                variant,
            )
            .map_err(|error| error.to_string())
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
                FORMULA,
            )?;
            row.agrees("p_wait_out", figures.p_wait().unwrap(), FORMULA)?;
            row.agrees("occupancy_out", figures.occupancy(), FORMULA)?;
        }
        let one_fewer = at(by_criterion - 1)?;
        let column = "criterion_value_at";
        match (one_fewer.figures(), row.is_blank(column)) {
            (None, true) => Ok(()),
            (Some(figures), false) => match criterion {
                "sl" => row.agrees_within(column, figures.service_level.unwrap(), SERVICE_LEVEL),
                "asa" => row.agrees(column, figures.average_speed_of_answer_seconds, FORMULA),
                _ => row.agrees(column, figures.p_wait, FORMULA),
            },
            (got, _) => Err(format!("with one fewer {got:?}")),
        }
    });
}

#[test]
fn requirements_agree_with_erlang_a_required() {
    every_row_of("erlang_a_required.csv", |row| {
        let volume = row.volume("calls_per_interval");
        let interval = IntervalMinutes::new(row.whole("interval_s") / 60).unwrap();
        let aht = AhtSeconds::new(row.number("aht_s")).unwrap();
        let patience = Patience::Mean(PatienceSeconds::new(row.number("mean_patience_s")).unwrap());
        let within = AnswerWithinSeconds::new(row.number("threshold_T_s")).unwrap();
        let criterion = row.text("criterion");
        let variant = match criterion {
            "sl_excl" => ServiceLevelVariant::LessShortAbandons,
            "sl_count" => ServiceLevelVariant::ShortAbandonsAsMet,
            "sl_answered" => ServiceLevelVariant::OfAnswered,
            _ => ServiceLevelVariant::OfOffered,
        };
        let mut goal = ServiceGoal::default();
        match criterion {
            "abandon" => goal.maximum_abandonment = Some(row.share("target")),
            "asa_served" => {
                goal.average_speed_of_answer =
                    Some(WaitSeconds::new(row.number("target")).unwrap());
            }
            level if level.starts_with("sl_") => {
                goal.service_level = Some(ServiceLevelGoal {
                    share: row.share("target"),
                    within,
                    variant,
                });
            }
            other => return Err(format!("unknown criterion {other}")),
        }
        let ours =
            require(volume, interval, aht, patience, &goal).map_err(|error| error.to_string())?;
        row.agrees(
            "offered_load_erlang_out",
            ours.offered_load.erlangs(),
            FORMULA,
        )?;
        row.equals("agents_required_out", ours.agents_net)?;
        if ours.agents_net == 0 {
            return Ok(());
        }
        let judged = |column: &str, agents: u32| {
            let predicted = predict(volume, interval, aht, patience, agents, within, variant)
                .map_err(|error| error.to_string())?;
            let figures = predicted.figures().ok_or("no steady state")?;
            match criterion {
                "abandon" => row.agrees(column, figures.abandonment, WAITS),
                "asa_served" => row.agrees(column, figures.average_speed_of_answer_seconds, WAITS),
                _ => row.agrees_within(column, figures.service_level.unwrap(), SERVICE_LEVEL),
            }
        };
        judged("criterion_at_agents_out", ours.agents_net)?;
        if !row.is_blank("criterion_at_agents_minus_1_out") {
            judged("criterion_at_agents_minus_1_out", ours.agents_net - 1)?;
        }
        row.agrees("occupancy_out", ours.achieved.occupancy(), FORMULA)
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
                    Patience::Endless,
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
