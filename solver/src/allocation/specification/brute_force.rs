//! Small problems whose every vertex, or every hand-out of whole minutes, is tried.

use proptest::prelude::*;

use super::random_problem::whole;
use super::*;
use crate::random::Random;

/// At most four columns: campaigns × groups × intervals.
fn small_problem(seed: u64) -> Problem {
    let dice = &mut Random::new(seed);
    let (campaigns, groups, intervals) =
        [(2, 1, 2), (2, 2, 1), (4, 1, 1), (1, 2, 2)][dice.below(4)];
    let surplus = |dice: &mut Random| (0..intervals).map(|_| whole(dice, 6)).collect();
    let groups: Vec<SkillGroup> = (0..groups)
        .map(|_| SkillGroup {
            cost_per_hour: 60.0 * whole(dice, 3),
            ..SkillGroup::with_surplus(surplus(dice))
        })
        .collect();
    let lists = (0..campaigns).map(|_| {
        let open: Vec<bool> = (0..intervals).map(|_| dice.happens(0.8)).collect();
        let mut segment = Segment::called_once(whole(dice, 12), &open);
        segment.attempts_per_contact_per_hour = dice.happens(0.3).then_some(0.5);
        ContactList {
            segments: vec![segment],
        }
    });
    let lists = lists.collect();
    let mut minima = 0;
    let demands = (0..campaigns).map(|list| {
        let worth = Worth::PerMinute {
            value: whole(dice, 7),
            minutes_per_contact: [1.0, 2.0, 0.5][dice.below(3)],
        };
        let maximum_minutes = dice.happens(0.3).then(|| whole(dice, 9));
        let minimum = minima < 2 && dice.happens(0.4);
        minima += usize::from(minimum);
        let least = whole(dice, 8).min(maximum_minutes.unwrap_or(f64::INFINITY));
        CampaignDemand {
            priority: 1 + dice.below(5) as u8,
            cost_per_attempt: whole(dice, 3),
            lines_per_agent: 1.0 + whole(dice, 2),
            minimum_minutes: minimum.then_some(least),
            maximum_minutes,
            // Now and then a list is shared.
            ..CampaignDemand::new(worth, (0..groups.len()).collect(), list.min(1))
        }
    });
    let demands = demands.collect();
    let mut problem = Problem::of_one_day(60, intervals, groups, lists, demands);
    if dice.happens(0.5) {
        problem.budgets.push(Budget {
            campaigns: (0..campaigns).collect(),
            limit: BudgetLimit::Money(whole(dice, 25)),
        });
    }
    if dice.happens(0.3) {
        problem.maximum_lines = Some(vec![0.125; intervals]);
    }
    problem
}

/// Rows `factors · x ≤ limit` over the minutes of campaign, group and interval; x ≥ 0 is not among them.
struct Dense {
    columns: Vec<(usize, usize, usize)>,
    rows: Vec<(Vec<f64>, f64)>,
}

fn value_of(problem: &Problem, campaign: usize) -> (f64, f64) {
    match problem.campaigns[campaign].worth {
        Worth::PerMinute {
            value,
            minutes_per_contact,
        } => (value, minutes_per_contact.recip()),
        Worth::PerContact(_) => panic!("small problems are worth something by the minute"),
    }
}

impl Dense {
    fn of(problem: &Problem) -> Self {
        let intervals = problem.day_of_interval.len();
        let mut columns = Vec::new();
        for (c, campaign) in problem.campaigns.iter().enumerate() {
            for g in 0..problem.groups.len() {
                let segment = &problem.lists[campaign.list].segments[0];
                let open = (0..intervals).filter(|&t| segment.callable_contacts[t] > 0.0);
                columns.extend(open.map(|t| (c, g, t)));
            }
        }
        let mut rows = Vec::new();
        let mut row = |limit: f64, factor: &dyn Fn(usize, usize, usize) -> f64| {
            let factors = columns.iter().map(|&(c, g, t)| factor(c, g, t));
            rows.push((factors.collect(), limit));
        };
        let attempts = |c: usize| value_of(problem, c).1;
        for (group, own) in problem.groups.iter().enumerate() {
            let Supply::Surplus { minutes } = &own.supply else {
                panic!("small problems state their surplus");
            };
            for (at, &limit) in minutes.iter().enumerate() {
                row(limit, &|_, g, t| f64::from(g == group && t == at));
            }
        }
        for (number, list) in problem.lists.iter().enumerate() {
            let segment = &list.segments[0];
            let on_list = |c: usize| f64::from(problem.campaigns[c].list == number);
            row(segment.contacts, &|c, _, _| on_list(c) * attempts(c));
            if let Some(limit) = segment.attempts_per_contact_per_hour {
                for (at, callable) in segment.callable_contacts.iter().enumerate() {
                    row(callable * limit, &|c, _, t| {
                        f64::from(t == at) * on_list(c) * attempts(c)
                    });
                }
            }
        }
        for (number, campaign) in problem.campaigns.iter().enumerate() {
            if let Some(limit) = campaign.maximum_minutes {
                row(limit, &|c, _, _| f64::from(c == number));
            }
        }
        for budget in &problem.budgets {
            let BudgetLimit::Money(limit) = budget.limit else {
                panic!("small problems count budgets in money");
            };
            row(limit, &|c, g, _| {
                problem.groups[g].cost_per_hour / 60.0
                    + attempts(c) * problem.campaigns[c].cost_per_attempt
            });
        }
        for at in 0..intervals {
            if let Some(lines) = &problem.maximum_lines {
                row(lines[at], &|c, _, t| {
                    f64::from(t == at) * problem.campaigns[c].lines_per_agent / 60.0
                });
            }
        }
        Self { columns, rows }
    }
}

/// Minutes missing by priority from 5 to 1, then the objective with its sign turned: the smaller the better, from left
/// to right.
fn standing(problem: &Problem, minutes: &[f64]) -> Vec<f64> {
    let mut standing = vec![0.0; 6];
    for (c, campaign) in problem.campaigns.iter().enumerate() {
        let missing = (campaign.minimum_minutes.unwrap_or(0.0) - minutes[c]).max(0.0);
        standing[5 - usize::from(campaign.priority)] += missing;
        standing[5] -= minutes[c] * value_of(problem, c).0 * priority_multiplier(campaign.priority);
    }
    standing
}

fn by_campaign(problem: &Problem, dense: &Dense, point: &[f64]) -> Vec<f64> {
    let mut minutes = vec![0.0; problem.campaigns.len()];
    for (&(c, _, _), x) in dense.columns.iter().zip(point) {
        minutes[c] += x;
    }
    minutes
}

fn best(mut standings: Vec<Vec<f64>>) -> Vec<f64> {
    for at in 0..6 {
        let least = standings
            .iter()
            .map(|s| s[at])
            .fold(f64::INFINITY, f64::min);
        standings.retain(|s| s[at] <= least + 1e-7);
    }
    standings.swap_remove(0)
}

/// The best of all vertices. Minutes missing to minima are columns of their own, behind those of minutes.
fn best_vertex(problem: &Problem) -> Vec<f64> {
    let dense = Dense::of(problem);
    let minima: Vec<(usize, f64)> = problem
        .campaigns
        .iter()
        .enumerate()
        .filter_map(|(c, campaign)| campaign.minimum_minutes.map(|minutes| (c, minutes)))
        .collect();
    let width = dense.columns.len() + minima.len();
    let mut rows: Vec<(Vec<f64>, f64)> = dense
        .rows
        .iter()
        .map(|(factors, limit)| {
            let mut factors = factors.clone();
            factors.resize(width, 0.0);
            (factors, *limit)
        })
        .collect();
    for (number, &(campaign, minutes)) in minima.iter().enumerate() {
        let mut factors: Vec<f64> = dense
            .columns
            .iter()
            .map(|&(c, _, _)| -f64::from(c == campaign))
            .collect();
        factors.resize(width, 0.0);
        factors[dense.columns.len() + number] = -1.0;
        rows.push((factors, -minutes));
    }
    for column in 0..width {
        let mut factors = vec![0.0; width];
        factors[column] = -1.0;
        rows.push((factors, 0.0));
    }
    let mut standings = Vec::new();
    let mut chosen = Vec::new();
    each_choice(rows.len(), width, 0, &mut chosen, &mut |tight| {
        let Some(point) = intersection(&rows, tight) else {
            return;
        };
        let inside = rows.iter().all(|(factors, limit)| {
            let used: f64 = factors.iter().zip(&point).map(|(f, x)| f * x).sum();
            used <= limit + 1e-7
        });
        if inside {
            let minutes = by_campaign(problem, &dense, &point);
            standings.push(standing(problem, &minutes));
        }
    });
    best(standings)
}

fn each_choice(
    rows: usize,
    width: usize,
    from: usize,
    chosen: &mut Vec<usize>,
    visit: &mut dyn FnMut(&[usize]),
) {
    if chosen.len() == width {
        visit(chosen);
        return;
    }
    for row in from..rows {
        if rows - row < width - chosen.len() {
            break;
        }
        chosen.push(row);
        each_choice(rows, width, row + 1, chosen, visit);
        chosen.pop();
    }
}

/// The point where all of these rows are tight, by Gauss-Jordan elimination; none where there is not exactly one.
fn intersection(rows: &[(Vec<f64>, f64)], tight: &[usize]) -> Option<Vec<f64>> {
    let width = tight.len();
    let mut matrix: Vec<Vec<f64>> = tight
        .iter()
        .map(|&row| {
            let (factors, limit) = &rows[row];
            factors.iter().copied().chain([*limit]).collect()
        })
        .collect();
    for pivot in 0..width {
        let size = |row: &usize| matrix[*row][pivot].abs();
        let largest = (pivot..width).max_by(|a, b| size(a).total_cmp(&size(b)))?;
        if size(&largest) < 1e-9 {
            return None;
        }
        matrix.swap(pivot, largest);
        let divisor = matrix[pivot][pivot];
        matrix[pivot].iter_mut().for_each(|entry| *entry /= divisor);
        let pivot_row = matrix[pivot].clone();
        for (row, entries) in matrix.iter_mut().enumerate() {
            let factor = entries[pivot];
            if row != pivot && factor != 0.0 {
                let pairs = entries.iter_mut().zip(&pivot_row);
                pairs.for_each(|(entry, above)| *entry -= factor * above);
            }
        }
    }
    Some(matrix.iter().map(|row| row[width]).collect())
}

/// The best of all hand-outs of whole minutes.
fn best_whole(problem: &Problem) -> Vec<f64> {
    let dense = Dense::of(problem);
    let mut standings = Vec::new();
    let mut point = vec![0.0; dense.columns.len()];
    loop {
        let inside = dense.rows.iter().all(|(factors, limit)| {
            let used: f64 = factors.iter().zip(&point).map(|(f, x)| f * x).sum();
            used <= limit + 1e-9
        });
        if inside {
            let minutes = by_campaign(problem, &dense, &point);
            standings.push(standing(problem, &minutes));
        }
        // Counts up; no surplus is above 5 minutes.
        let Some(next) = point.iter().position(|minutes| *minutes < 5.0) else {
            break;
        };
        point[next] += 1.0;
        point[..next].fill(0.0);
    }
    best(standings)
}

fn told(problem: &Problem, allocation: &Allocation) -> Vec<f64> {
    let minutes: Vec<f64> = allocation
        .campaigns
        .iter()
        .map(|c| c.total_minutes)
        .collect();
    standing(problem, &minutes)
}

fn agree(told: &[f64], best: &[f64]) -> bool {
    told.iter().zip(best).all(|(a, b)| (a - b).abs() < 1e-5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_vertex_is_better(seed in any::<u64>()) {
        let problem = small_problem(seed);
        let (told, best) = (told(&problem, &solved(&problem)), best_vertex(&problem));
        prop_assert!(agree(&told, &best), "{told:?} against {best:?}: {problem:#?}");
    }

    #[test]
    fn no_hand_out_of_whole_minutes_is_better(seed in any::<u64>()) {
        let mut problem = small_problem(seed);
        problem.whole_minutes = true;
        let (told, best) = (told(&problem, &solved(&problem)), best_whole(&problem));
        prop_assert!(agree(&told, &best), "{told:?} against {best:?}: {problem:#?}");
    }
}
