use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::burden::{Burden, BurdenRules};
use super::ledger::Ledger;
use crate::problem::{
    Agent, DayIndex, NotAPrice, Price, Problem, Request, Shift, ShiftTemplate, Wish,
};

/// What one burden of surplus is worth, in the unit of the objective, by kind; a kind not listed has no price.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BurdenPrices(pub BTreeMap<Burden, Price>);

/// A problem whose agents shun burdens by what they carried.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// The problem, with wishes added.
    pub problem: Problem,
    /// Shifts that are a burden in some of their starts and lengths only, and so have no price: plan, shift, burden.
    pub unpriced: Vec<(String, String, Burden)>,
}

/// Adds to every agent wishes against burdens, at a price for each that rises with the agent's surplus.
///
/// **Price.** To make Σ s²/2 small, s the surplus of an agent, the next burden of an agent costs the derivative, s. Only
/// differences between agents decide who is given it, so the least s of all is taken off: whoever carried least pays
/// nothing, and demand is not outbid by fairness. An agent not in the ledger has s = 0, the mean.
///
/// Weekend days and public holidays become wishes for a day off, nights and unpopular starts wishes against the shifts
/// that are such whatever their start and length.
///
/// # Errors
/// [`NotAPrice`] when a price a burden times a surplus is beyond all numbers.
pub fn price_burdens(
    ledger: &Ledger,
    rules: &BurdenRules,
    prices: &BurdenPrices,
    problem: &Problem,
) -> Result<Priced, NotAPrice> {
    let mut priced = Priced {
        problem: problem.clone(),
        unpriced: Vec::new(),
    };
    for (&burden, &each) in &prices.0 {
        let kinds = heavy_shifts(rules, burden, problem);
        for (plan, found) in problem.plans.iter().zip(&kinds) {
            for &template in &found.partly {
                let named = (plan.id.clone(), plan.shifts[template].id.clone(), burden);
                priced.unpriced.push(named);
            }
        }
        let surplus = ledger.surplus(burden);
        let of = |agent: &Agent| surplus.get(agent.id.as_str()).copied().unwrap_or(0.0);
        let least = problem.agents.iter().map(of).fold(f64::INFINITY, f64::min);
        for agent in &mut priced.problem.agents {
            let price = Price::new(each.value() * (of(agent) - least).max(0.0))?;
            let Some(found) = kinds.get(agent.plan).filter(|_| price.value() > 0.0) else {
                continue;
            };
            agent
                .requests
                .extend(found.wishes.iter().map(|(day, wish)| Request {
                    day: *day,
                    wish: wish.clone(),
                    price,
                }));
        }
    }
    Ok(priced)
}

/// What of a plan is a burden.
#[derive(Default)]
struct Heavy {
    wishes: Vec<(DayIndex, Wish)>,
    partly: Vec<usize>,
}

fn heavy_shifts(rules: &BurdenRules, burden: Burden, problem: &Problem) -> Vec<Heavy> {
    let of_plan = |plan: &crate::problem::WorkPlan| {
        let mut heavy = Heavy::default();
        for (day, date) in problem.days.iter().enumerate() {
            let startable = plan.shifts.iter().enumerate();
            let mut whole_day = false;
            for (place, template) in
                startable.filter(|(_, shift)| shift.weekdays.contains(&date.weekday))
            {
                let shifts = possible_shifts(problem, day, template);
                let heavy_ones = shifts
                    .iter()
                    .filter(|shift| rules.weighs(problem, burden, shift))
                    .count();
                let is_of_day = matches!(burden, Burden::WeekendDay | Burden::PublicHoliday);
                match (heavy_ones, is_of_day) {
                    (0, _) => {}
                    (_, true) => whole_day = true,
                    (count, false) if count == shifts.len() => {
                        heavy.wishes.push((day, Wish::NoShift(template.id.clone())));
                    }
                    (_, false) if !heavy.partly.contains(&place) => heavy.partly.push(place),
                    _ => {}
                }
            }
            if whole_day {
                heavy.wishes.push((day, Wish::DayOff));
            }
        }
        heavy
    };
    problem.plans.iter().map(of_plan).collect()
}

/// All starts and lengths of a template on a day; activities play no part in burdens.
fn possible_shifts(problem: &Problem, day: DayIndex, template: &ShiftTemplate) -> Vec<Shift> {
    let Some(date) = problem.days.get(day) else {
        return Vec::new();
    };
    let step = |minutes: u32| minutes.max(1) as usize;
    let unpaid: Vec<usize> = template
        .with_each_gap()
        .iter()
        .map(|fixed| fixed.unpaid_slots(problem))
        .collect();
    let most = template.most_slots(problem);
    let starts = (template.earliest_start_minutes..=template.latest_start_minutes)
        .step_by(step(template.start_increment_minutes))
        .map(|minutes| date.slot_at(minutes, problem.slot_minutes));
    let lengths = (template.minimum_paid_minutes..=template.maximum_paid_minutes)
        .step_by(step(template.paid_increment_minutes))
        .map(|minutes| problem.slots_down(minutes))
        .flat_map(|paid| unpaid.iter().map(move |unpaid| paid + unpaid))
        .filter(|&slots| slots <= most);
    starts
        .flat_map(|start_slot| {
            lengths.clone().map(move |slots| Shift {
                day,
                start_slot,
                end_slot: start_slot + slots,
                template: template.id.clone(),
                activities: Vec::new(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fairness::{Carried, spread_of};
    use crate::problem::Weekday;
    use crate::rules::testing::days_from;
    use crate::search::solve;

    fn ledger(weekend_days: &[u32], burden: Burden) -> Ledger {
        let carried = |&count: &u32| Carried {
            days: 28.0,
            burdens: [(burden, count)].into(),
            ..Carried::default()
        };
        let agents = weekend_days.iter().enumerate();
        Ledger {
            agents: agents
                .map(|(index, count)| (format!("agent {index}"), carried(count)))
                .collect(),
        }
    }

    /// A weekend on which one agent of so many is needed each day.
    fn weekend_for_two(agents: usize) -> Problem {
        let mut problem = days_from(Weekday::Saturday, 2);
        let plan = &mut problem.plans[0];
        plan.minimum_paid_minutes_per_week = 0;
        plan.minimum_days_per_week = 0;
        plan.maximum_days_per_week = 1;
        plan.minimum_days_off = 0;
        let shift = &mut plan.shifts[0];
        shift.weekdays = Weekday::ALL.to_vec();
        (shift.earliest_start_minutes, shift.latest_start_minutes) = (480, 480);
        shift.minimum_paid_minutes = 480;
        shift.activities.clear();
        let in_day = |slot: usize| (8..16).contains(&(slot % 24));
        problem.groups[0].required = (0..48)
            .map(|slot| if in_day(slot) { 1.0 } else { 0.0 })
            .collect();
        problem.groups[0].under_cost_per_slot = 100.0;
        problem.agents = (0..agents)
            .map(|index| Agent {
                id: format!("agent {index}"),
                groups: vec![0],
                ..Agent::default()
            })
            .collect();
        problem
    }

    fn prices(burden: Burden, price: u32) -> BurdenPrices {
        BurdenPrices([(burden, Price::from(price))].into())
    }

    fn worked(problem: &Problem) -> Vec<usize> {
        let roster = solve(problem, &|| false, &mut |_| ()).expect("a roster");
        let lines = roster.lines.iter().filter(|line| !line.shifts.is_empty());
        lines.map(|line| line.agent).collect()
    }

    #[test]
    fn the_weekend_goes_to_those_who_had_fewest() {
        let problem = weekend_for_two(4);
        let rules = BurdenRules::default();
        for (history, given) in [([4, 1, 3, 0], [1, 3]), ([0, 5, 1, 6], [0, 2])] {
            let ledger = ledger(&history, Burden::WeekendDay);
            let priced = price_burdens(&ledger, &rules, &prices(Burden::WeekendDay, 2), &problem)
                .expect("finite prices");
            assert_eq!(worked(&priced.problem), given, "{history:?}");
        }
    }

    #[test]
    fn whoever_carried_least_pays_nothing_and_the_others_by_what_they_have_more() {
        let problem = weekend_for_two(3);
        let ledger = ledger(&[4, 1, 2], Burden::WeekendDay);
        let rules = BurdenRules::default();
        let priced = price_burdens(&ledger, &rules, &prices(Burden::WeekendDay, 2), &problem)
            .expect("finite prices");
        let of = |agent: usize| -> Vec<(usize, f64)> {
            let requests = priced.problem.agents[agent].requests.iter();
            requests
                .map(|request| (request.day, request.price.value()))
                .collect()
        };
        assert_eq!((of(0), of(1)), (vec![(0, 6.0), (1, 6.0)], vec![]));
        assert_eq!(of(2), [(0, 2.0), (1, 2.0)]);
        assert_eq!(priced.problem.validate(), Ok(()));
    }

    #[test]
    fn somebody_new_stands_at_the_mean() {
        let mut problem = weekend_for_two(3);
        problem.agents[2].id = "new".into();
        let ledger = ledger(&[4, 0], Burden::WeekendDay);
        let priced = price_burdens(
            &ledger,
            &BurdenRules::default(),
            &prices(Burden::WeekendDay, 1),
            &problem,
        )
        .expect("finite prices");
        let first = |agent: usize| priced.problem.agents[agent].requests.first();
        let price = |agent| first(agent).map_or(0.0, |request| request.price.value());
        assert_eq!([price(0), price(1), price(2)], [4.0, 0.0, 2.0]);
    }

    #[test]
    fn shifts_that_are_nights_only_sometimes_are_named_and_not_priced() {
        let mut problem = weekend_for_two(2);
        let mut night = problem.plans[0].shifts[0].clone();
        night.id = "night".into();
        (night.earliest_start_minutes, night.latest_start_minutes) = (1260, 1320);
        let mut swing = night.clone();
        swing.id = "swing".into();
        swing.earliest_start_minutes = 720;
        problem.plans[0].shifts.extend([night, swing]);
        let ledger = ledger(&[3, 1], Burden::Night);
        let priced = price_burdens(
            &ledger,
            &BurdenRules::default(),
            &prices(Burden::Night, 5),
            &problem,
        )
        .expect("finite prices");
        let requests = &priced.problem.agents[0].requests;
        assert_eq!(requests.len(), 2);
        assert!(
            requests
                .iter()
                .all(|request| request.wish == Wish::NoShift("night".into()))
        );
        assert_eq!(
            priced.unpriced,
            [("full time".into(), "swing".into(), Burden::Night)]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        /// Rosters of month after month: whatever the start, nobody ends up far from the others.
        #[test]
        fn month_by_month_the_shares_come_together(history in prop::collection::vec(0u32..8, 4)) {
            let problem = weekend_for_two(4);
            let rules = BurdenRules::default();
            let mut ledger = ledger(&history, Burden::WeekendDay);
            let rates = |ledger: &Ledger| -> Vec<f64> {
                ledger.agents.values().map(|carried| f64::from(carried.of(Burden::WeekendDay))).collect()
            };
            for _ in 0..12 {
                let priced = price_burdens(&ledger, &rules, &prices(Burden::WeekendDay, 2), &problem).expect("finite prices");
                let roster = solve(&priced.problem, &|| false, &mut |_| ()).expect("a roster");
                let before = spread_of(&rates(&ledger)).expect("four agents");
                ledger.record(&rules, &problem, &roster.lines, |_| 1.0).expect("recorded");
                let after = spread_of(&rates(&ledger)).expect("four agents");
                prop_assert!(after.most - after.least <= (before.most - before.least).max(1.0) + 1e-9);
            }
            let end = spread_of(&rates(&ledger)).expect("four agents");
            prop_assert!(end.most - end.least <= 1.0 + 1e-9, "{:?}", rates(&ledger));
        }
    }
}
