use std::collections::{BTreeMap, BTreeSet};

use super::{AgentIndex, DayIndex, Problem};

/// A wish to work the same shifts as a colleague, as the search counts it.
///
/// On every day of the wish there is a row for each template and for a day off. The agent counts in the row of what they do,
/// the colleague in all rows but that of what they do: where both do the same every row counts one, and where they do not,
/// two rows are one off. At half the price each, a day apart costs the price.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ColleaguePair<'a> {
    /// Who has the wish.
    pub agent: AgentIndex,
    /// With whom.
    pub colleague: AgentIndex,
    /// The days, ascending.
    pub days: Vec<DayIndex>,
    /// Templates of either plan, ascending.
    templates: Vec<&'a str>,
    /// Cost of a day apart.
    pub price: f64,
    /// Position of the first row among all rows of shifts.
    first: usize,
}

impl ColleaguePair<'_> {
    /// Rows of a day: one for each template, and the last for a day off.
    fn rows_a_day(&self) -> usize {
        self.templates.len() + 1
    }

    /// The days of the rows, in order.
    pub fn days_of_rows(&self) -> impl Iterator<Item = DayIndex> + '_ {
        let days = self.days.iter();
        days.flat_map(|&day| std::iter::repeat_n(day, self.rows_a_day()))
    }

    /// Rows that an agent of the pair counts in with a shift of the template, or a day off, on one of the days.
    pub fn counted(&self, who: AgentIndex, rank: usize, template: Option<&str>) -> Vec<usize> {
        let off = self.templates.len();
        let kind = template.map_or(off, |id| self.templates.binary_search(&id).unwrap_or(off));
        let first = self.first + rank * self.rows_a_day();
        let rows = 0..self.rows_a_day();
        rows.filter(|&row| (row == kind) == (who == self.agent))
            .map(|row| first + row)
            .collect()
    }
}

/// All wishes for colleagues, in the order of agents; those for somebody the problem does not have are left out.
pub(crate) fn colleague_pairs(problem: &Problem) -> Vec<ColleaguePair<'_>> {
    let wishes = problem.agents.iter().map(|who| who.colleagues.len());
    if wishes.sum::<usize>() == 0 {
        return Vec::new();
    }
    let agents = problem.agents.iter().enumerate();
    let place: BTreeMap<&str, AgentIndex> = agents
        .map(|(place, who)| (who.id.as_str(), place))
        .collect();
    let mut pairs = Vec::new();
    let mut first = problem.shift_demand.len();
    for (agent, who) in problem.agents.iter().enumerate() {
        for wish in &who.colleagues {
            let Some(&colleague) = place.get(wish.agent.as_str()) else {
                continue;
            };
            let plans = [who.plan, problem.agents[colleague].plan];
            let templates = plans
                .iter()
                .flat_map(|&plan| &problem.plans[plan].shifts)
                .map(|shift| shift.id.as_str());
            let templates: BTreeSet<&str> = templates.collect();
            let days: BTreeSet<DayIndex> = if wish.days.is_empty() {
                (0..problem.days.len()).collect()
            } else {
                wish.days.iter().copied().collect()
            };
            let pair = ColleaguePair {
                agent,
                colleague,
                days: days.into_iter().collect(),
                templates: templates.into_iter().collect(),
                price: wish.price.value(),
                first,
            };
            first += pair.days.len() * pair.rows_a_day();
            pairs.push(pair);
        }
    }
    pairs
}
