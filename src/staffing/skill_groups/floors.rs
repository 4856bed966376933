//! What is known of any staffing from the formulas of one queue: floors under the number of agents able to serve a set
//! of queues, those that are proven and those that are likely.
//!
//! Proven, for Poisson arrivals, exponential handle times and patience, contacts of a queue served in order of arrival,
//! and agents who all take the same time:
//!
//! - *One queue.* However agents are shared, a queue is served no better by the n agents able to serve it than if they
//!   served nothing else. With n such agents the number in the system only grows when they turn to other queues (its
//!   rate of departures is at most that of M/M/n+M while 1/AHT ≥ 1/patience, by coupling), and a contact starts no
//!   earlier than when fewer than n of those before it are left. So n is at least the requirement by Erlang C, or by
//!   Erlang A. For abandonment the same holds whatever the patience: contacts that hang up and those that are served
//!   share the arrivals, and a number in the system that is no smaller (or, with patience below AHT, no larger) leaves
//!   no smaller queue at the balance of both. For a service level it is claimed only where AHT ≤ patience.
//! - *Several queues of the same AHT and patience.* They are one queue to that argument: the agents able to serve any
//!   of them abandon at least what Erlang A says of the pooled load. If each queue meets its goal, the pooled
//!   abandonment is at most the goals' mean, weighted by volume.
//! - *Any queues whose contacts hang up*: [`fewest_agents`], from what the goals let hang up.
//!
//! Likely, not proven: queues of different AHT or patience as one queue with the mean of both and the most lenient of
//! their goals; a service level of several queues (priorities can beat one common queue at its own goal).

use std::collections::BTreeSet;

use crewcast_forecasts::requirement::{Patience, ServiceGoal, ServiceLevelGoal, require};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, PatienceSeconds, Share};
use crewcast_solver::skill_groups::{Floor, Goal, Problem, Standing};

use super::busy_agents::fewest_agents;
use super::stated::{Stated, StatedQueue};

/// Up to so many queues every set of them is looked at.
const ALL_SETS_UP_TO: usize = 6;

/// What a goal of the problem measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// Share of the offered answered within the queue's time.
    ServiceLevel,
    /// Share of the offered that does not hang up.
    NotAbandoned,
}

/// The problem the solver is given, and what each of its goals measures.
pub(super) fn problem_of(stated: &Stated) -> (Problem, Vec<Measure>) {
    let (mut goals, mut measures) = (Vec::new(), Vec::new());
    for (index, queue) in stated.queues.iter().enumerate() {
        if queue.volume == ContactsPerInterval::ZERO {
            continue;
        }
        if let Some(level) = queue.goal.service_level {
            let share = level.share.as_f64();
            goals.push(Goal {
                queue: index,
                share,
            });
            measures.push(Measure::ServiceLevel);
        }
        if let Some(most) = queue.goal.maximum_abandonment {
            let share = most.complement_as_f64();
            goals.push(Goal {
                queue: index,
                share,
            });
            measures.push(Measure::NotAbandoned);
        }
    }
    let work = stated.queues.iter();
    let work = work.map(|queue| queue.offered_erlangs * (1.0 - queue.may_abandon()));
    let problem = Problem {
        work_erlangs: work.collect(),
        groups: stated.groups.clone(),
        goals,
        floors: floors_of(stated),
    };
    (problem, measures)
}

fn floors_of(stated: &Stated) -> Vec<Floor> {
    let mut floors = Vec::new();
    for set in sets_of_queues(stated) {
        let queues: Vec<&StatedQueue> =
            set.iter().filter_map(|&at| stated.queues.get(at)).collect();
        let proven = proven_goal(&queues);
        let likely = lenient_goal(&queues);
        for (goal, standing) in [(proven, Standing::Proven), (likely, Standing::Estimate)] {
            let agents = goal.and_then(|goal| agents_of_one_queue(stated, &queues, &goal));
            floors.extend(agents.map(|agents| Floor {
                queues: set.clone(),
                agents,
                standing,
            }));
        }
        floors.extend(agents_kept_busy(&queues).map(|agents| Floor {
            queues: set.clone(),
            agents,
            standing: Standing::Proven,
        }));
    }
    floors
}

/// Agents without whom not enough contacts can be in service, if all of the queues' contacts hang up some time.
fn agents_kept_busy(queues: &[&StatedQueue]) -> Option<u32> {
    let (mut work, mut present) = (0.0, 0.0);
    for queue in queues {
        let patience_per_contact = queue.patience.mean()?.seconds() / queue.aht.seconds();
        work += queue.offered_erlangs * (1.0 - queue.may_abandon());
        present += queue.offered_erlangs * patience_per_contact.max(1.0);
    }
    fewest_agents(work, present)
}

/// Sets of queues with contacts that may tell something: all of them when they are few, else each alone, each pair
/// that shares a group, each group's, and all that hang together.
fn sets_of_queues(stated: &Stated) -> Vec<Vec<usize>> {
    let with_contacts = |at: &usize| {
        let queue = stated.queues.get(*at);
        queue.is_some_and(|queue| queue.volume != ContactsPerInterval::ZERO)
    };
    let queues: Vec<usize> = (0..stated.queues.len()).filter(with_contacts).collect();
    if queues.len() <= ALL_SETS_UP_TO {
        let sets = (1..1_u32 << queues.len()).map(|set| {
            let inside = queues.iter().enumerate();
            inside
                .filter(|(bit, _)| set >> bit & 1 == 1)
                .map(|(_, &queue)| queue)
                .collect()
        });
        return sets.collect();
    }
    let mut sets: BTreeSet<Vec<usize>> = queues.iter().map(|&queue| vec![queue]).collect();
    sets.insert(queues.clone());
    for group in &stated.groups {
        let own: Vec<usize> = group.queues.iter().copied().filter(with_contacts).collect();
        for (place, &first) in own.iter().enumerate() {
            sets.extend(
                own.iter()
                    .skip(place + 1)
                    .map(|&second| vec![first, second]),
            );
        }
        let mut together: BTreeSet<usize> = own.iter().copied().collect();
        loop {
            let before = together.len();
            for other in &stated.groups {
                if other.queues.iter().any(|queue| together.contains(queue)) {
                    together.extend(other.queues.iter().copied().filter(with_contacts));
                }
            }
            if together.len() == before {
                break;
            }
        }
        sets.extend([own, together.into_iter().collect()]);
    }
    sets.into_iter().filter(|set| !set.is_empty()).collect()
}

/// A goal of the pooled queue that every staffing meets which meets the queues' own.
fn proven_goal(queues: &[&StatedQueue]) -> Option<ServiceGoal> {
    match queues {
        [] => None,
        [queue] => {
            let patient = queue.patience.mean();
            let in_order = patient.is_none_or(|mean| queue.aht.seconds() <= mean.seconds());
            let service_level = queue.goal.service_level.filter(|_| in_order);
            let maximum_abandonment = patient.and_then(|_| abandonment_of(queues));
            some_goal(service_level, maximum_abandonment)
        }
        [first, others @ ..] => {
            let alike =
                |queue: &&StatedQueue| queue.aht == first.aht && queue.patience == first.patience;
            let pools = first.patience != Patience::Endless && others.iter().all(alike);
            some_goal(None, abandonment_of(queues).filter(|_| pools))
        }
    }
}

/// The most lenient of the goals that all of the queues have.
fn lenient_goal(queues: &[&StatedQueue]) -> Option<ServiceGoal> {
    let levels: Option<Vec<ServiceLevelGoal>> = queues
        .iter()
        .map(|queue| queue.goal.service_level)
        .collect();
    let service_level = levels.and_then(|levels| {
        levels.into_iter().reduce(|a, b| ServiceLevelGoal {
            share: if b.share.as_f64() < a.share.as_f64() {
                b.share
            } else {
                a.share
            },
            within: if b.within > a.within {
                b.within
            } else {
                a.within
            },
            variant: a.variant,
        })
    });
    let most: Option<Vec<Share>> = queues
        .iter()
        .map(|queue| queue.goal.maximum_abandonment)
        .collect();
    let maximum_abandonment = most.and_then(|most| {
        let larger = |a: Share, b: Share| if b.as_f64() > a.as_f64() { b } else { a };
        most.into_iter().reduce(larger)
    });
    some_goal(service_level, maximum_abandonment)
}

fn some_goal(
    service_level: Option<ServiceLevelGoal>,
    maximum_abandonment: Option<Share>,
) -> Option<ServiceGoal> {
    let goal = ServiceGoal {
        service_level,
        maximum_abandonment,
        ..ServiceGoal::default()
    };
    (goal != ServiceGoal::default()).then_some(goal)
}

/// What the queues may abandon together if each meets its goals.
fn abandonment_of(queues: &[&StatedQueue]) -> Option<Share> {
    let contacts: f64 = queues.iter().map(|queue| queue.volume.contacts()).sum();
    let abandoned: f64 = queues
        .iter()
        .map(|queue| queue.volume.contacts() * queue.may_abandon())
        .sum();
    // Rounded up, so that rounding never makes the floor ask for more than is proven.
    let share = (abandoned / contacts) * (1.0 + 1e-9);
    Share::from_f64(share)
        .ok()
        .filter(|share| share.as_f64() < 1.0)
}

/// Agents of one queue that holds the contacts of all: of their own AHT and patience where these are the same, of
/// the means else.
fn agents_of_one_queue(
    stated: &Stated,
    queues: &[&StatedQueue],
    goal: &ServiceGoal,
) -> Option<u32> {
    let contacts: f64 = queues.iter().map(|queue| queue.volume.contacts()).sum();
    let mean = |of: &dyn Fn(&StatedQueue) -> f64| -> f64 {
        let first = queues.first().map_or(0.0, |queue| of(queue));
        if queues.iter().all(|queue| of(queue) == first) {
            return first;
        }
        let sum: f64 = queues
            .iter()
            .map(|queue| queue.volume.contacts() * of(queue))
            .sum();
        sum / contacts
    };
    let endless = queues
        .iter()
        .any(|queue| queue.patience == Patience::Endless);
    let patience = if endless {
        Patience::Endless
    } else {
        let seconds = mean(&|queue| queue.patience.mean().map_or(0.0, PatienceSeconds::seconds));
        Patience::Mean(PatienceSeconds::new(seconds).ok()?)
    };
    let aht = AhtSeconds::new(mean(&|queue| queue.aht.seconds())).ok()?;
    let volume = ContactsPerInterval::new(contacts).ok()?;
    let needed = require(volume, stated.interval, aht, patience, goal);
    needed.ok().map(|needed| needed.agents_net)
}
