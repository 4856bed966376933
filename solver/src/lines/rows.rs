use crate::problem::{AgentIndex, ColleaguePair, DayIndex, PlanIndex, Problem};

/// Which rows of shifts a class counts in: the shift demand, and wishes for colleagues.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// By template of the plan, then day.
    worked: Vec<Vec<Vec<usize>>>,
    /// By day off.
    off: Vec<Vec<usize>>,
}

impl Rows {
    /// The rows of everybody under a plan: entries of the shift demand.
    pub fn of_plan(problem: &Problem, plan: PlanIndex) -> Self {
        let of_template = |shift: &crate::problem::ShiftTemplate| {
            let mut by_day = vec![Vec::new(); problem.days.len()];
            for (entry, demand) in problem.shift_demand.iter().enumerate() {
                if demand.template == shift.id {
                    by_day[demand.day].push(entry);
                }
            }
            by_day
        };
        Rows {
            worked: problem.plans[plan].shifts.iter().map(of_template).collect(),
            off: vec![Vec::new(); problem.days.len()],
        }
    }

    /// The rows of one agent, colleagues included.
    pub fn of_agent(problem: &Problem, agent: AgentIndex, pairs: &[ColleaguePair<'_>]) -> Self {
        let plan = problem.agents[agent].plan;
        let mut rows = Self::of_plan(problem, plan);
        for pair in pairs
            .iter()
            .filter(|pair| [pair.agent, pair.colleague].contains(&agent))
        {
            for (rank, &day) in pair.days.iter().enumerate() {
                let templates = problem.plans[plan].shifts.iter();
                for (shift, worked) in templates.zip(&mut rows.worked) {
                    worked[day].extend(pair.counted(agent, rank, Some(&shift.id)));
                }
                rows.off[day].extend(pair.counted(agent, rank, None));
            }
        }
        rows
    }

    /// Rows of a shift of a template on a day.
    pub fn worked(&self, template: usize, day: DayIndex) -> &[usize] {
        &self.worked[template][day]
    }

    /// Rows of a day off.
    pub fn off(&self, day: DayIndex) -> &[usize] {
        &self.off[day]
    }
}
