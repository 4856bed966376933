//! The steps of a requirement by Erlang C.

use super::record::Inputs;
use super::sheet::Sheet;
use crate::erlang::b;
use crate::requirement::predict::{Figures, Predicted};
use crate::requirement::search::{AgentsPerGoal, Requirement};
use crate::units::Servers;

/// All numbers of agents from the first stable one to far beyond every goal, as a column.
const CANDIDATES: &str = "([n(stability)]-1+ROW(INDIRECT(\"1:\"&(50+ROUNDUP(12*SQRT([A]),0)))))";

fn blocking(n: &str) -> String {
    format!("POISSON.DIST({n},[A],FALSE)/POISSON.DIST({n},[A],TRUE)")
}

fn p_wait(n: &str, blocking: &str) -> String {
    format!("{n}*{blocking}/({n}-[A]+[A]*{blocking})")
}

/// The first stable number and one more for each candidate that misses the goal: they all come first.
fn smallest(missed: &str) -> String {
    format!("IF([volume]=0,0,[n(stability)]+SUMPRODUCT(--({missed})))")
}

pub(super) fn goals(sheet: &mut Sheet, inputs: &Inputs, per_goal: &AgentsPerGoal) {
    let goal = &inputs.goal;
    let waits = p_wait(CANDIDATES, &format!("({})", blocking(CANDIDATES)));
    sheet.step(
        "n(stability)",
        "smallest whole n > A, 0 without contacts",
        f64::from(per_goal.stability),
        "IF([volume]=0,0,INT(ROUND([A],9))+1)",
    );
    if let (Some(agents), Some(level)) = (per_goal.service_level, goal.service_level) {
        sheet.step(
            "n(serviceLevel)",
            format!(
                "smallest n with SL(n) ≥ {} within T = {} s",
                level.share, level.within
            ),
            f64::from(agents),
            smallest(&format!(
                "{waits}*EXP(-({CANDIDATES}-[A])*[T]/[aht])>(1-[serviceLevel])*(1+1E-12)"
            )),
        );
    }
    let mean_waits = [
        (
            "averageSpeedOfAnswer",
            "ASA",
            per_goal.average_speed_of_answer,
            goal.average_speed_of_answer,
        ),
        ("meanWait", "W", per_goal.mean_wait, goal.mean_wait),
    ];
    for (name, symbol, agents, wait) in mean_waits {
        if let (Some(agents), Some(wait)) = (agents, wait) {
            sheet.step(
                format!("n({name})"),
                format!("smallest n with {symbol}(n) ≤ {wait} s"),
                f64::from(agents),
                smallest(&format!(
                    "{waits}*[aht]/({CANDIDATES}-[A])>[{name}]*(1+1E-12)"
                )),
            );
        }
    }
    if let Some(agents) = per_goal.maximum_abandonment {
        sheet.step(
            "n(maximumAbandonment)",
            "n(stability): patience is endless, so nobody hangs up",
            f64::from(agents),
            "[n(stability)]",
        );
    }
    if let (Some(agents), Some(share)) = (per_goal.maximum_p_wait, goal.maximum_p_wait) {
        sheet.step(
            "n(maximumPWait)",
            format!("smallest n with C(n) ≤ {share}"),
            f64::from(agents),
            smallest(&format!("{waits}>[maximumPWait]*(1+1E-12)")),
        );
    }
    if let (Some(agents), Some(share)) = (per_goal.maximum_occupancy, goal.maximum_occupancy) {
        sheet.step(
            "n(maximumOccupancy)",
            format!("max(n(stability), ceil(A / {share})), the ceiling in exact decimals"),
            f64::from(agents),
            "MAX([n(stability)],ROUNDUP(ROUND([A]/[maximumOccupancy],9),0))",
        );
    }
}

/// Figures at the result and at one agent fewer, where these have a steady state.
pub(super) fn figures(sheet: &mut Sheet, inputs: &Inputs, requirement: &Requirement) {
    let net = requirement.agents_net;
    let both = [
        (net, "[n]", Some(&requirement.achieved)),
        (
            net.saturating_sub(1),
            "([n]-1)",
            requirement.with_one_fewer.as_ref(),
        ),
    ];
    for (agents, n, predicted) in both {
        let Some(Predicted::Steady(figures)) = predicted else {
            continue;
        };
        let Figures {
            service_level,
            average_speed_of_answer_seconds,
            occupancy,
            p_wait: waiting,
            mean_wait_seconds: _,
            abandonment: _,
        } = *figures;
        sheet.step(
            format!("B({agents})"),
            "(Aⁿ/n!) / Σ_{k=0..n} Aᵏ/k!",
            b::blocking(requirement.offered_load, Servers::from(agents)),
            blocking(n),
        );
        sheet.step(
            format!("C({agents})"),
            "n B / (n − A + A B)",
            waiting,
            p_wait(n, &format!("[B({agents})]")),
        );
        sheet.step(
            format!("ASA({agents})"),
            "C × aht / (n − A)",
            average_speed_of_answer_seconds,
            format!("[C({agents})]*[aht]/({n}-[A])"),
        );
        if let (Some(service_level), Some(_)) = (service_level, inputs.goal.service_level) {
            sheet.step(
                format!("SL({agents})"),
                "1 − C e^(−(n − A) T / aht)",
                service_level,
                format!("1-[C({agents})]*EXP(-({n}-[A])*[T]/[aht])"),
            );
        }
        sheet.step(
            format!("occupancy({agents})"),
            "A / n",
            occupancy,
            format!("[A]/{n}"),
        );
    }
}
