//! The judge of staffings: the simulator, in a steady state.

use crewcast_forecasts::simulation::model::{
    AgentChoice, AgentGroup, Centre, ChatSpread, ContactChoice, Routing, SimulatedQueue, Skill,
};
use crewcast_forecasts::simulation::outcome::{Estimate, QueueFigures};
use crewcast_forecasts::simulation::{Distribution, Replications, RunOptions, simulate};
use crewcast_solver::skill_groups::{
    Attained, Effort, Evaluate, EvaluationFailed, Limits, Problem,
};

use super::floors::Measure;
use super::request::RoutingRule;
use super::stated::Stated;

/// Runs of one evaluation of the search, so that two threads can share it.
const RUNS_OF_A_SEARCH: u32 = 2;
/// Runs of a check; its confidence intervals come from how these differ.
const RUNS_OF_A_CHECK: u32 = 20;
/// Contacts simulated in a check for each one in an evaluation of the search.
const CHECK_TO_SEARCH: f64 = 8.0;
/// Contacts simulated by a search of the usual length.
const CONTACTS_OF_A_SEARCH: f64 = 15e6;
/// Past this many no more staffings are tried.
const MOST_CONTACTS_OF_A_SEARCH: f64 = 25e6;
/// From empty to steady: this many of the longest mean handle times, in which nothing is counted.
const WARM_UP_HANDLE_TIMES: f64 = 10.0;
const CONFIDENCE: f64 = 0.95;

/// The stated centre, ready to be simulated with any staffing.
pub(super) struct Simulated<'a> {
    stated: &'a Stated,
    goals: Vec<(usize, Measure)>,
    warm_up_seconds: f64,
    contacts_per_second: f64,
    contacts_of_an_evaluation: f64,
    threads: usize,
    /// Figures by queue of the last check.
    pub(super) checked: Vec<QueueFigures>,
    /// Contacts simulated so far.
    pub(super) contacts: u64,
}

impl<'a> Simulated<'a> {
    pub(super) fn new(stated: &'a Stated, problem: &Problem, measures: &[Measure]) -> Self {
        let interval_seconds = f64::from(stated.interval.seconds());
        let volume: f64 = stated
            .queues
            .iter()
            .map(|queue| queue.volume.contacts())
            .sum();
        let with_contacts = stated
            .queues
            .iter()
            .filter(|queue| queue.offered_erlangs > 0.0);
        let longest = with_contacts
            .clone()
            .map(|queue| queue.aht.seconds())
            .fold(1.0, f64::max);
        let queues = f64::from(u32::try_from(with_contacts.count()).unwrap_or(u32::MAX));
        let goals = problem.goals.iter().map(|goal| goal.queue);
        let groups = f64::from(u32::try_from(stated.groups.len()).unwrap_or(u32::MAX));
        // A search takes about thirty evaluations a group; each queue needs contacts enough to tell one agent.
        let share = CONTACTS_OF_A_SEARCH / (40.0 + 30.0 * groups);
        Self {
            stated,
            goals: goals.zip(measures.iter().copied()).collect(),
            warm_up_seconds: WARM_UP_HANDLE_TIMES * longest,
            contacts_per_second: volume / interval_seconds,
            contacts_of_an_evaluation: share.clamp(20_000.0 + 1_500.0 * queues, 150_000.0),
            threads: std::thread::available_parallelism().map_or(1, |count| count.get().min(4)),
            checked: Vec::new(),
            contacts: 0,
        }
    }

    /// As many evaluations as the contacts of a search make.
    pub(super) fn limits(&self) -> Limits {
        let evaluations = MOST_CONTACTS_OF_A_SEARCH / self.contacts_of_an_evaluation;
        Limits {
            evaluations: evaluations as u32,
            checks: 6,
            exhaustive_candidates: 100,
        }
    }

    /// One interval to warm up, those that count, and one in which the last of them are served.
    fn centre(&self, agents: &[u32], measured_intervals: usize) -> Centre {
        let length = self.warm_up_seconds;
        let intervals = measured_intervals + 2;
        let mut centre = Centre::new(length, intervals);
        centre.later_days_start_at = vec![1, intervals - 1];
        let per_interval = length / f64::from(self.stated.interval.seconds());
        for queue in &self.stated.queues {
            let contacts = vec![queue.volume.contacts() * per_interval; intervals];
            let mut simulated = SimulatedQueue::voice(contacts, queue.aht.seconds(), queue.within);
            simulated.patience = queue
                .patience
                .mean()
                .map(|mean| Distribution::exponential(mean.seconds()));
            simulated.priority = queue.priority;
            centre.queues.push(simulated);
        }
        for (group, &count) in self.stated.groups.iter().zip(agents) {
            let flexibility = u32::try_from(group.queues.len()).unwrap_or(u32::MAX);
            let skill = |&queue: &usize| Skill {
                preference: flexibility,
                ..Skill::of(queue)
            };
            let skills = group.queues.iter().map(skill).collect();
            centre
                .agent_groups
                .push(AgentGroup::all_day(count, skills, centre.horizon_seconds()));
        }
        centre.routing = Routing {
            agent: match self.stated.routing {
                RoutingRule::LeastFlexibleFirst => AgentChoice::LongestIdleOfMostPreferred,
                RoutingRule::LongestIdle => AgentChoice::LongestIdle,
            },
            contact: ContactChoice::QueuePriority,
            chats: ChatSpread::Stay,
        };
        centre
    }

    fn figures(
        &mut self,
        agents: &[u32],
        effort: Effort,
    ) -> Result<Vec<QueueFigures>, EvaluationFailed> {
        let (runs, contacts, seed) = match effort {
            Effort::Search => (
                RUNS_OF_A_SEARCH,
                self.contacts_of_an_evaluation,
                self.stated.seed,
            ),
            Effort::Check { attempt } => (
                RUNS_OF_A_CHECK,
                self.contacts_of_an_evaluation * CHECK_TO_SEARCH,
                another_seed(self.stated.seed, attempt),
            ),
        };
        let seconds = contacts / f64::from(runs) / self.contacts_per_second;
        let measured = (seconds / self.warm_up_seconds).ceil().clamp(2.0, 10_000.0);
        let centre = self.centre(agents, measured as usize);
        let options = RunOptions {
            seed,
            threads: self.threads,
            replications: Replications::Exactly(runs),
            confidence: CONFIDENCE,
        };
        let outcome = simulate(&centre, &options).map_err(|e| EvaluationFailed(e.to_string()))?;
        self.contacts += outcome.simulated_contacts;
        let counted = outcome
            .queues
            .iter()
            .map(|queue| queue.days.get(1).copied());
        counted
            .collect::<Option<Vec<QueueFigures>>>()
            .ok_or_else(|| EvaluationFailed("the simulator left out the measured day".to_owned()))
    }
}

impl Evaluate for Simulated<'_> {
    fn attained(
        &mut self,
        agents: &[u32],
        effort: Effort,
    ) -> Result<Vec<Attained>, EvaluationFailed> {
        let figures = self.figures(agents, effort)?;
        let attained = self.goals.iter().map(|&(queue, measure)| {
            let figures = figures.get(queue);
            let estimate = figures.map_or_else(Estimate::default, |figures| match measure {
                Measure::ServiceLevel => figures.service_level,
                Measure::NotAbandoned => figures.abandon_rate,
            });
            let share = match (estimate.mean, measure) {
                // Nobody came: nothing was missed.
                (None, _) => 1.0,
                (Some(share), Measure::ServiceLevel) => share,
                (Some(share), Measure::NotAbandoned) => 1.0 - share,
            };
            Attained {
                share: share.clamp(0.0, 1.0),
                half_width: estimate.half_width.unwrap_or(0.0),
            }
        });
        let attained = attained.collect();
        if matches!(effort, Effort::Check { .. }) {
            self.checked = figures;
        }
        Ok(attained)
    }
}

/// Seeds of checks, far from the search's and from one another (the golden ratio's multiples spread evenly).
fn another_seed(seed: u64, attempt: u32) -> u64 {
    let step = 0x9E37_79B9_7F4A_7C15_u64;
    seed.wrapping_add(step.wrapping_mul(u64::from(attempt) + 1))
}
