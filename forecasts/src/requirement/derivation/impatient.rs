//! The steps of a requirement by Erlang A.
//!
//! For the spreadsheet the sums over queue states are written with incomplete gamma functions: with a = n/η and
//! x = A/η, J(n) = Σ_{j≥0} ∏_{i=1..j} A/(n + iη) = (a/x) P(a, x)/g(a, x), where g is the density of the gamma
//! distribution of shape a and P its distribution function (DLMF 8.7.1). The chance that a contact that waits would
//! wait longer than T if it did not hang up is P(a, x(T))/P(a, x) with x(T) = x e^(−T/patience), because the density of
//! that wait is y^(a−1) e^(−y) in y = x e^(−v/patience). Where P(a, x) is below what a spreadsheet can hold (a light
//! load and a long patience), the formulas fall back on the sums themselves.

use std::collections::BTreeSet;

use super::record::Inputs;
use super::sheet::Sheet;
use crate::erlang::a::Queue;
use crate::erlang::b;
use crate::erlang::service_level::ServiceLevelVariant;
use crate::requirement::goal::ServiceLevelGoal;
use crate::requirement::predict::Figures;
use crate::requirement::search::Requirement;
use crate::units::{PatienceSeconds, Servers};

/// Beyond these a spreadsheet can check the result of the search, but not search itself: its gamma function
/// underflows, or it takes minutes.
const SHORTEST_HANDLE_TIME_IN_PATIENCES: f64 = 0.01;
const LARGEST_SEARCHED_LOAD: f64 = 2000.0;

/// Whether the spreadsheet can search for the agents.
fn is_searched(inputs: &Inputs, patience: PatienceSeconds, requirement: &Requirement) -> bool {
    inputs.goal.average_speed_of_answer.is_none()
        && inputs.aht.seconds() >= SHORTEST_HANDLE_TIME_IN_PATIENCES * patience.seconds()
        && requirement.offered_load.erlangs() <= LARGEST_SEARCHED_LOAD
}

/// Formulas of figures at a number of agents, which may be a column of them.
struct At {
    n: String,
}

impl At {
    fn density(&self) -> String {
        format!("(GAMMA.DIST([x],{n}/[η],1,FALSE)+1E-300)", n = self.n)
    }

    fn below(&self) -> String {
        format!("(GAMMA.DIST([x],{n}/[η],1,TRUE)+1E-300)", n = self.n)
    }

    fn inverse_states(&self) -> String {
        let (n, density, below) = (&self.n, self.density(), self.below());
        format!("([A]/{n}*{density}/{below})")
    }

    fn p_wait(&self) -> String {
        let (n, inverse) = (&self.n, self.inverse_states());
        format!(
            "(1/(1+POISSON.DIST({n}-1,[A],TRUE)/(POISSON.DIST({n},[A],FALSE)+1E-300)*{inverse}))"
        )
    }

    fn abandonment(&self) -> String {
        let (n, waits, inverse) = (&self.n, self.p_wait(), self.inverse_states());
        format!("({waits}*(1-{n}/[A]*(1-{inverse})))")
    }

    fn still_waiting(&self) -> String {
        let (n, waits, below) = (&self.n, self.p_wait(), self.below());
        format!("({waits}*EXP(-[T]/[patience])*GAMMA.DIST([x(T)],{n}/[η],1,TRUE)/{below})")
    }

    fn served_late(&self) -> String {
        let (n, waits, below) = (&self.n, self.p_wait(), self.below());
        format!("({waits}*{n}/[A]*GAMMA.DIST([x(T)],{n}/[η]+1,1,TRUE)/{below})")
    }

    fn missed(&self, variant: ServiceLevelVariant) -> String {
        let (gone, late, left) = (self.abandonment(), self.served_late(), self.still_waiting());
        match variant {
            ServiceLevelVariant::OfOffered => format!("({gone}+{late})"),
            ServiceLevelVariant::LessShortAbandons => {
                format!("({left}/(1-{gone}-{late}+{left}))")
            }
            ServiceLevelVariant::ShortAbandonsAsMet => left,
            ServiceLevelVariant::OfAnswered => format!("({late}/(1-{gone}))"),
        }
    }
}

/// How a goal reads at a number of agents.
struct GoalLine {
    name: &'static str,
    agents: u32,
    /// For people.
    expression: String,
    /// The row among the figures that the goal looks at, without its agents.
    symbol: &'static str,
    /// Whether the row must be at least the goal, not at most.
    at_least: bool,
    /// Spreadsheet condition that candidates miss the goal; absent where it cannot be written for a column.
    missed: Option<String>,
}

pub(super) fn goals(
    sheet: &mut Sheet,
    inputs: &Inputs,
    patience: PatienceSeconds,
    requirement: &Requirement,
) {
    let (aht, load) = (inputs.aht.seconds(), requirement.offered_load.erlangs());
    let per_aht = aht / patience.seconds();
    sheet.step("η", "aht / patience", per_aht, "[aht]/[patience]");
    let x = load / per_aht;
    sheet.step("x", "A / η", x, "[A]/[η]");
    if let Some(level) = inputs.goal.service_level {
        let left = x * (-level.within.seconds() / patience.seconds()).exp();
        let expression = "x e^(−T / patience)";
        sheet.step("x(T)", expression, left, "[x]*EXP(-[T]/[patience])");
    }
    sheet.step(
        "n(stability)",
        "1, because contacts that hang up keep every queue short; 0 without contacts",
        f64::from(requirement.agents_per_goal.stability),
        "IF([volume]=0,0,1)",
    );
    let searched = is_searched(inputs, patience, requirement);
    for goal in goal_lines(inputs, requirement) {
        let found = match &goal.missed {
            _ if requirement.agents_net == 0 => "NA()".to_owned(),
            Some(missed) if searched => format!("1+SUMPRODUCT(--({missed}))"),
            _ => checked(&goal),
        };
        sheet.step(
            format!("n({})", goal.name),
            goal.expression,
            f64::from(goal.agents),
            format!("IF([volume]=0,0,{found})"),
        );
    }
}

/// The agents where they meet the goal and one fewer do not, from the figures further down.
fn checked(goal: &GoalLine) -> String {
    let (agents, name, symbol) = (goal.agents, goal.name, goal.symbol);
    let met = |agents: u32| {
        if goal.at_least {
            format!("1-[{symbol}({agents})]<=(1-[{name}])*(1+1E-9)")
        } else {
            format!("[{symbol}({agents})]<=[{name}]*(1+1E-9)")
        }
    };
    let enough = met(agents);
    if agents > 1 {
        let fewer = met(agents - 1);
        format!("IF(AND({enough},NOT({fewer})),{agents},NA())")
    } else {
        format!("IF({enough},1,NA())")
    }
}

fn goal_lines(inputs: &Inputs, requirement: &Requirement) -> Vec<GoalLine> {
    let (goal, per_goal) = (&inputs.goal, &requirement.agents_per_goal);
    // Whole numbers from 1 to far beyond every goal but an occupancy, as a column.
    let candidates = |at_least: &str| At {
        n: format!("ROW(INDIRECT(\"1:\"&ROUNDUP(MAX([A]+12*SQRT([A])+50{at_least}),0)))"),
    };
    let any = candidates("");
    let mut lines = Vec::new();
    let mut line = |name, agents, expression, symbol, at_least, missed| {
        lines.push(GoalLine {
            name,
            agents,
            expression,
            symbol,
            at_least,
            missed,
        });
    };
    if let (Some(agents), Some(level)) = (per_goal.service_level, goal.service_level) {
        let expression = format!(
            "smallest n with SL(n) ≥ {} within T = {} s",
            level.share, level.within
        );
        let missed = any.missed(level.variant);
        let missed = format!("{missed}>(1-[serviceLevel])*(1+1E-12)");
        line("serviceLevel", agents, expression, "SL", true, Some(missed));
    }
    if let (Some(agents), Some(wait)) = (
        per_goal.average_speed_of_answer,
        goal.average_speed_of_answer,
    ) {
        let expression = format!("smallest n with ASA(n) ≤ {wait} s");
        line(
            "averageSpeedOfAnswer",
            agents,
            expression,
            "ASA",
            false,
            None,
        );
    }
    if let (Some(agents), Some(wait)) = (per_goal.mean_wait, goal.mean_wait) {
        let expression = format!("smallest n with W(n) ≤ {wait} s");
        let missed = format!("[patience]*{}>[meanWait]*(1+1E-12)", any.abandonment());
        line("meanWait", agents, expression, "W", false, Some(missed));
    }
    if let (Some(agents), Some(share)) = (per_goal.maximum_abandonment, goal.maximum_abandonment) {
        let expression = format!("smallest n with P(abandon) ≤ {share}");
        let missed = format!("{}>[maximumAbandonment]*(1+1E-12)", any.abandonment());
        let symbol = "P(abandon)";
        line(
            "maximumAbandonment",
            agents,
            expression,
            symbol,
            false,
            Some(missed),
        );
    }
    if let (Some(agents), Some(share)) = (per_goal.maximum_p_wait, goal.maximum_p_wait) {
        let expression = format!("smallest n with P(wait) ≤ {share}");
        let missed = format!("{}>[maximumPWait]*(1+1E-12)", any.p_wait());
        line(
            "maximumPWait",
            agents,
            expression,
            "P(wait)",
            false,
            Some(missed),
        );
    }
    if let (Some(agents), Some(share)) = (per_goal.maximum_occupancy, goal.maximum_occupancy) {
        let expression = format!("smallest n with occupancy(n) ≤ {share}");
        let some = candidates(",[A]/[maximumOccupancy]+1");
        let (n, gone) = (&some.n, some.abandonment());
        let missed = format!("[A]*(1-{gone})/{n}>[maximumOccupancy]*(1+1E-12)");
        line(
            "maximumOccupancy",
            agents,
            expression,
            "occupancy",
            false,
            Some(missed),
        );
    }
    lines
}

/// Figures at the result and at one agent fewer, and where the spreadsheet only checks a goal's agents, at those too.
pub(super) fn figures(
    sheet: &mut Sheet,
    inputs: &Inputs,
    patience: PatienceSeconds,
    requirement: &Requirement,
) {
    let net = requirement.agents_net;
    let searched = is_searched(inputs, patience, requirement);
    let mut shown = BTreeSet::from([net, net.saturating_sub(1)]);
    if !searched {
        for goal in goal_lines(inputs, requirement) {
            shown.extend([goal.agents, goal.agents.saturating_sub(1)]);
        }
    }
    // Nobody at work serves nobody: no formula is needed, and none of these holds.
    for agents in shown.into_iter().rev().filter(|agents| *agents > 0) {
        let n = match (searched, net - agents.min(net)) {
            (true, 0) => "[n]".to_owned(),
            (true, fewer) => format!("([n]-{fewer})"),
            (false, _) => agents.to_string(),
        };
        figures_at(sheet, inputs, patience, requirement, agents, &n);
    }
}

fn figures_at(
    sheet: &mut Sheet,
    inputs: &Inputs,
    patience: PatienceSeconds,
    requirement: &Requirement,
    agents: u32,
    n: &str,
) {
    let load = requirement.offered_load;
    let queue = Queue::steady(load, agents, inputs.aht, patience);
    let figures = Figures::of_impatient(&queue, inputs.goal.answer_time());
    let blocking = b::blocking(load, Servers::from(agents));
    let states = QueueStates::of(
        load.erlangs(),
        f64::from(agents),
        inputs.aht.seconds() / patience.seconds(),
    );
    let at = |symbol: &str| format!("{symbol}({agents})");
    // n!/(n−k)! A^(−k) for k = 0..n; too large a sum is a blocking of 0.
    let places = format!("ROW(INDIRECT(\"1:\"&{n}+1))");
    sheet.step(
        at("B"),
        "(Aⁿ/n!) / Σ_{k=0..n} Aᵏ/k!",
        blocking,
        format!(
            "IFERROR(1/SUMPRODUCT(EXP(GAMMALN({n}+1)-GAMMALN({n}+2-{places})-({places}-1)*LN([A]))),0)"
        ),
    );
    sheet.step(
        at("N"),
        "number of queue states that count, about",
        states.count,
        format!(
            "ROUNDUP(MIN(1000000,MAX(0,[A]-{n})/[η]+10*SQRT([x])+50,IF({n}>[A],40/LN({n}/[A])+50,1000000)),0)"
        ),
    );
    let formulas = StateFormulas {
        n,
        terms: format!("[N({agents})]"),
    };
    sheet.step(
        at("1/J"),
        "J = Σ_{j=0..N} ∏_{i=1..j} A / (n + iη)",
        states.inverse_sum,
        formulas.inverse_sum(),
    );
    let (blocked, inverse) = (at("B"), at("1/J"));
    sheet.step(
        at("P(wait)"),
        "B J / (1 − B + B J)",
        figures.p_wait,
        format!("[{blocked}]/([{blocked}]+(1-[{blocked}])*[{inverse}])"),
    );
    let waits = at("P(wait)");
    sheet.step(
        at("p"),
        "everybody busy and nobody waiting = P(wait) / J",
        figures.p_wait * states.inverse_sum,
        format!("[{waits}]*[{inverse}]"),
    );
    let full = at("p");
    sheet.step(
        at("P(abandon)"),
        "P(wait) − (n / A) (P(wait) − p) = p (η / A) Σ_{j=1..N} j ∏_{i=1..j} A / (n + iη)",
        figures.abandonment,
        formulas.abandonment(&waits, &full),
    );
    let gone = at("P(abandon)");
    sheet.step(
        at("W"),
        "mean wait of all = P(abandon) × patience",
        figures.mean_wait_seconds,
        format!("[{gone}]*[patience]"),
    );
    sheet.step(
        at("ASA"),
        "mean wait of the served = aht (n / A) p Σ_{j=1..N} (∏_{i=1..j} A / (n + iη)) Σ_{i=1..j} 1 / (n + iη) \
         / (1 − P(abandon))",
        figures.average_speed_of_answer_seconds,
        format!(
            "[aht]*{n}/[A]*{}/(1-[{gone}])",
            formulas.served_handle_times(&waits, &full)
        ),
    );
    if let Some(level) = inputs.goal.service_level {
        service_level(sheet, &formulas, agents, &queue, &figures, level);
    }
    sheet.step(
        at("occupancy"),
        "A (1 − P(abandon)) / n",
        figures.occupancy,
        format!("[A]*(1-[{gone}])/{n}"),
    );
}

fn service_level(
    sheet: &mut Sheet,
    formulas: &StateFormulas<'_>,
    agents: u32,
    queue: &Queue,
    figures: &Figures,
    level: ServiceLevelGoal,
) {
    let at = |symbol: &str| format!("{symbol}({agents})");
    let (waits, full, gone) = (at("P(wait)"), at("p"), at("P(abandon)"));
    let after = queue.after(level.within);
    let (late, left) = (at("late"), at("left"));
    sheet.step(
        late.clone(),
        "served later than T = p (n / A) e (J(T) − 1), where e = e^(x − x(T) − n T / aht) and J(T) is J with \
         A e^(−T / patience) for A",
        after.served,
        formulas.served_late(&waits, &full),
    );
    sheet.step(
        left.clone(),
        "still waiting at T = e^(−T / patience) p e J(T)",
        after.served + after.abandoned,
        formulas.still_waiting(&waits, &full),
    );
    let (expression, formula) = match level.variant {
        ServiceLevelVariant::OfOffered => (
            "served within T of all = 1 − P(abandon) − late",
            format!("1-[{gone}]-[{late}]"),
        ),
        ServiceLevelVariant::LessShortAbandons => (
            "served within T of those not gone by T = (1 − P(abandon) − late) / (1 − P(abandon) − late + left)",
            format!("(1-[{gone}]-[{late}])/(1-[{gone}]-[{late}]+[{left}])"),
        ),
        ServiceLevelVariant::ShortAbandonsAsMet => {
            ("served or gone within T = 1 − left", format!("1-[{left}]"))
        }
        ServiceLevelVariant::OfAnswered => (
            "served within T of the served = 1 − late / (1 − P(abandon))",
            format!("1-[{late}]/(1-[{gone}])"),
        ),
    };
    let value = figures.service_level.unwrap_or(f64::NAN);
    sheet.step(at("SL"), expression, value, formula);
}

/// Spreadsheet formulas of the sums over queue states.
struct StateFormulas<'a> {
    n: &'a str,
    /// The cell with the number of terms.
    terms: String,
}

impl StateFormulas<'_> {
    /// `usual` where P(a, x) can be held by a double, else `rare`.
    fn either(&self, usual: &str, rare: &str) -> String {
        let n = self.n;
        format!("IF(GAMMA.DIST([x],{n}/[η],1,TRUE)>1E-200,{usual},{rare})")
    }

    /// J as the sum it is, for a load that makes `x`.
    fn sum(&self, x: &str) -> String {
        let (n, terms) = (self.n, &self.terms);
        let j = format!("(ROW(INDIRECT(\"1:\"&{terms}))-1)");
        format!("SUMPRODUCT(EXP({j}*LN({x})+GAMMALN({n}/[η]+1)-GAMMALN({n}/[η]+1+{j})))")
    }

    fn inverse_sum(&self) -> String {
        let n = self.n;
        let usual =
            format!("[A]/{n}*GAMMA.DIST([x],{n}/[η],1,FALSE)/GAMMA.DIST([x],{n}/[η],1,TRUE)");
        self.either(&usual, &format!("1/{}", self.sum("[x]")))
    }

    /// The difference, or where patience is so long that it cancels, the sum.
    fn abandonment(&self, waits: &str, full: &str) -> String {
        let (n, terms) = (self.n, &self.terms);
        let j = format!("ROW(INDIRECT(\"1:\"&{terms}))");
        let difference = format!("[{waits}]-{n}/[A]*([{waits}]-[{full}])");
        let sum = format!(
            "[{full}]*[η]/[A]*SUMPRODUCT({j}*EXP({j}*LN([x])+GAMMALN({n}/[η]+1)-GAMMALN({n}/[η]+1+{j})))"
        );
        format!("IF([η]<0.01,IFERROR({sum},{difference}),{difference})")
    }

    fn served_handle_times(&self, waits: &str, full: &str) -> String {
        let (n, terms) = (self.n, &self.terms);
        let i = format!("ROW(INDIRECT(\"1:\"&{terms}))");
        let usual = format!(
            "[{waits}]*SUMPRODUCT(GAMMA.DIST([x],{n}/[η]+{i},1,TRUE)/({n}+{i}*[η]))\
             /GAMMA.DIST([x],{n}/[η],1,TRUE)"
        );
        // Σ 1/(n + iη) by the asymptotic digamma function, exact enough where a = n/η is as large as it is here.
        let digamma = |z: &str| format!("LN({z})-0.5/({z})-1/12/({z})^2");
        let (upper, lower) = (
            digamma(&format!("({n}/[η]+1+{i})")),
            digamma(&format!("({n}/[η]+1)")),
        );
        let rare = format!(
            "[{full}]*SUMPRODUCT(EXP({i}*LN([x])+GAMMALN({n}/[η]+1)-GAMMALN({n}/[η]+1+{i}))\
             *({upper}-({lower}))/[η])"
        );
        self.either(&usual, &rare)
    }

    /// e^(x − x(T) − n T/aht), the part of the mass that T leaves in the state in which nobody waits.
    fn fall(&self) -> String {
        format!("EXP([x]-[x(T)]-{}*[T]/[aht])", self.n)
    }

    fn served_late(&self, waits: &str, full: &str) -> String {
        let n = self.n;
        let usual = format!(
            "[{waits}]*{n}/[A]*GAMMA.DIST([x(T)],{n}/[η]+1,1,TRUE)/GAMMA.DIST([x],{n}/[η],1,TRUE)"
        );
        let rare = format!(
            "[{full}]*{n}/[A]*{}*({}-1)",
            self.fall(),
            self.sum("[x(T)]")
        );
        self.either(&usual, &rare)
    }

    fn still_waiting(&self, waits: &str, full: &str) -> String {
        let n = self.n;
        let stay = "EXP(-[T]/[patience])";
        let usual = format!(
            "[{waits}]*{stay}*GAMMA.DIST([x(T)],{n}/[η],1,TRUE)/GAMMA.DIST([x],{n}/[η],1,TRUE)"
        );
        let rare = format!("[{full}]*{stay}*{}*{}", self.fall(), self.sum("[x(T)]"));
        self.either(&usual, &rare)
    }
}

/// 1/J and how many queue states it takes to a double's precision.
struct QueueStates {
    inverse_sum: f64,
    count: f64,
}

impl QueueStates {
    fn of(load: f64, agents: f64, per_aht: f64) -> Self {
        // The largest term and ten standard deviations; where each term is at most A/n of the one before, fewer.
        let spread = (load - agents).max(0.0) / per_aht + 10.0 * (load / per_aht).sqrt() + 50.0;
        let geometric = if agents > load {
            40.0 / (agents / load).ln() + 50.0
        } else {
            f64::INFINITY
        };
        let count = spread.min(geometric).min(1e6).ceil();
        let (mut sum, mut term, mut state) = (0.0, 1.0, 0.0);
        while state < count && sum < f64::INFINITY {
            sum += term;
            state += 1.0;
            term *= load / (agents + state * per_aht);
        }
        Self {
            inverse_sum: 1.0 / sum,
            count,
        }
    }
}
