//! The request, checked and in units.

use crewcast_forecasts::requirement::{Patience, ServiceGoal, ServiceLevelGoal, offered_load};
use crewcast_forecasts::units::{
    AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, IntervalMinutes, PatienceSeconds, Share,
    UnitError,
};
use crewcast_solver::skill_groups::SkillGroup;

use super::request::{QueueToStaff, RoutingRule, SkillGroupsToStaff};
use crate::failure::{Failure, Fault, Faults};

const MOST_QUEUES: usize = 50;
const MOST_GROUPS: usize = 50;
const MOST_ERLANGS: f64 = 2_000.0;
const MOST_SECONDS: f64 = 86_400.0;
/// Answers are counted within this time where no service level says otherwise.
const USUAL_ANSWER_TIME_SECONDS: f64 = 20.0;

/// A queue in units.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StatedQueue {
    pub(super) name: String,
    pub(super) volume: ContactsPerInterval,
    pub(super) offered_erlangs: f64,
    pub(super) aht: AhtSeconds,
    pub(super) patience: Patience,
    /// Service level of all offered, and the largest abandonment.
    pub(super) goal: ServiceGoal,
    /// The time answers are counted within.
    pub(super) within: AnswerWithinSeconds,
    pub(super) priority: u32,
}

impl StatedQueue {
    /// The largest share of contacts that may hang up if the goals are met: those that do are not answered in time.
    pub(super) fn may_abandon(&self) -> f64 {
        if self.patience == Patience::Endless {
            return 0.0;
        }
        let by_goal = self.goal.maximum_abandonment.map_or(1.0, Share::as_f64);
        let level = self.goal.service_level;
        let by_level = level.map_or(1.0, |level| level.share.complement_as_f64());
        by_goal.min(by_level)
    }
}

/// The request in units.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stated {
    pub(super) interval: IntervalMinutes,
    pub(super) queues: Vec<StatedQueue>,
    pub(super) group_names: Vec<String>,
    pub(super) groups: Vec<SkillGroup>,
    pub(super) routing: RoutingRule,
    pub(super) seed: u64,
}

impl Stated {
    /// # Errors
    /// [`Failure::Invalid`] with a fault for everything that cannot be.
    pub(super) fn of(body: &SkillGroupsToStaff) -> Result<Self, Failure> {
        let mut faults = Faults::default();
        let interval = IntervalMinutes::new(body.interval_length_minutes);
        let interval = noted(&mut faults, "/intervalLengthMinutes".to_owned(), interval);
        faults.require(
            (1..=MOST_QUEUES).contains(&body.queues.len()),
            "/queues",
            "out-of-range",
            format!("{} queues; give 1 to {MOST_QUEUES}", body.queues.len()),
        );
        let groups = body.skill_groups.len();
        faults.require(
            (1..=MOST_GROUPS).contains(&groups),
            "/skillGroups",
            "out-of-range",
            format!("{groups} skill groups; give 1 to {MOST_GROUPS}"),
        );
        faults.require_seed(body.seed, "/seed");
        // Names and sizes first: a list too long is not worth a fault an entry.
        faults.into_result()?;
        let mut faults = Faults::default();
        let names: Vec<&str> = body
            .queues
            .iter()
            .map(|queue| queue.name.as_str())
            .collect();
        distinct(&mut faults, "/queues", &names);
        let group_names: Vec<&str> = body.skill_groups.iter().map(|g| g.name.as_str()).collect();
        distinct(&mut faults, "/skillGroups", &group_names);
        let mut queues = Vec::with_capacity(body.queues.len());
        for (index, queue) in body.queues.iter().enumerate() {
            let at = format!("/queues/{index}");
            queues.extend(
                interval.and_then(|interval| stated_queue(&mut faults, &at, queue, interval)),
            );
        }
        let groups = stated_groups(&mut faults, body, &names);
        for (index, queue) in body.queues.iter().enumerate() {
            let served = groups.iter().any(|group| group.queues.contains(&index));
            faults.require(
                served || queue.volume <= 0.0,
                format!("/queues/{index}/name"),
                "nobody-serves",
                format!("no skill group serves {:?}; add it to a group", queue.name),
            );
        }
        let erlangs: f64 = queues.iter().map(|queue| queue.offered_erlangs).sum();
        faults.require(
            erlangs <= MOST_ERLANGS,
            "/queues",
            "load-too-large",
            format!(
                "{erlangs:.1} erlangs together; give at most {MOST_ERLANGS}, or split groups that share no queue"
            ),
        );
        faults.into_result()?;
        let interval = interval
            .ok_or_else(|| Failure::Internal("a refused interval left no fault".to_owned()))?;
        Ok(Self {
            interval,
            queues,
            group_names: group_names.into_iter().map(str::to_owned).collect(),
            groups,
            routing: body.routing,
            seed: body.seed,
        })
    }
}

fn distinct(faults: &mut Faults, at: &str, names: &[&str]) {
    for (index, name) in names.iter().enumerate() {
        let pointer = format!("{at}/{index}/name");
        faults.require_name(name, pointer.clone());
        let first = names.iter().position(|other| other == name);
        faults.require(
            first == Some(index),
            pointer,
            "already-exists",
            format!("{name:?} is there twice; names must differ"),
        );
    }
}

fn stated_queue(
    faults: &mut Faults,
    at: &str,
    queue: &QueueToStaff,
    interval: IntervalMinutes,
) -> Option<StatedQueue> {
    let volume = ContactsPerInterval::new(queue.volume);
    let volume = noted(faults, format!("{at}/volume"), volume);
    let seconds = queue.average_handle_time_seconds;
    let aht = in_seconds(faults, format!("{at}/averageHandleTimeSeconds"), seconds)
        .then(|| AhtSeconds::new(seconds));
    let aht = aht.and_then(|aht| noted(faults, format!("{at}/averageHandleTimeSeconds"), aht));
    let patience = match queue.average_patience_seconds {
        None => Some(Patience::Endless),
        Some(seconds) => {
            let pointer = format!("{at}/averagePatienceSeconds");
            in_seconds(faults, pointer.clone(), seconds)
                .then(|| PatienceSeconds::new(seconds))
                .and_then(|patience| noted(faults, pointer, patience))
                .map(Patience::Mean)
        }
    };
    let goals = queue.goals;
    faults.require(
        goals.service_level.is_some() || goals.abandon_rate.is_some(),
        format!("{at}/goals"),
        "no-goal",
        "a queue without a goal needs nobody; set serviceLevel or abandonRate",
    );
    let mut goal = ServiceGoal::default();
    let mut within = AnswerWithinSeconds::new(USUAL_ANSWER_TIME_SECONDS).ok()?;
    if let Some(level) = goals.service_level {
        let percent = level.percent;
        let pointer = format!("{at}/goals/serviceLevel");
        faults.require(
            percent > 0.0 && percent <= 99.9,
            format!("{pointer}/percent"),
            "out-of-range",
            format!("{percent} % in time is no goal; give more than 0 and at most 99.9"),
        );
        let most = (0.0..=MOST_SECONDS).contains(&level.seconds);
        faults.require(
            most,
            format!("{pointer}/seconds"),
            "out-of-range",
            format!(
                "{} s is no answer time; give 0 to {MOST_SECONDS}",
                level.seconds
            ),
        );
        let share = Share::from_percent(percent).ok();
        if let (Some(share), Ok(time)) = (share, AnswerWithinSeconds::new(level.seconds)) {
            within = time;
            goal.service_level = Some(ServiceLevelGoal {
                share,
                within,
                variant: Default::default(),
            });
        }
    }
    if let Some(abandon) = goals.abandon_rate {
        let percent = abandon.percent;
        faults.require(
            (0.1..100.0).contains(&percent),
            format!("{at}/goals/abandonRate/percent"),
            "out-of-range",
            format!("at most {percent} % hung up is no goal; give 0.1 to below 100"),
        );
        faults.require(
            queue.average_patience_seconds.is_some(),
            format!("{at}/goals/abandonRate"),
            "needs-patience",
            "without averagePatienceSeconds nobody hangs up; give it, or set a service level alone",
        );
        goal.maximum_abandonment = Share::from_percent(percent).ok();
    }
    let (volume, aht, patience) = (volume?, aht?, patience?);
    let offered = offered_load(volume, interval, aht).map_err(|error| {
        let pointer = format!("{at}/volume");
        faults.push(Fault::new(pointer, "load-too-large", error.to_string()));
    });
    Some(StatedQueue {
        name: queue.name.clone(),
        volume,
        offered_erlangs: offered.ok()?.erlangs(),
        aht,
        patience,
        goal,
        within,
        priority: queue.priority,
    })
}

fn stated_groups(
    faults: &mut Faults,
    body: &SkillGroupsToStaff,
    names: &[&str],
) -> Vec<SkillGroup> {
    let mut groups = Vec::with_capacity(body.skill_groups.len());
    for (index, group) in body.skill_groups.iter().enumerate() {
        let at = format!("/skillGroups/{index}");
        faults.require(
            !group.queues.is_empty(),
            format!("{at}/queues"),
            "no-queue",
            "a group without a queue serves nobody; name its queues",
        );
        let mut queues = Vec::with_capacity(group.queues.len());
        for (place, name) in group.queues.iter().enumerate() {
            let known = names.iter().position(|other| other == name);
            faults.require(
                known.is_some(),
                format!("{at}/queues/{place}"),
                "unknown-queue",
                format!("no queue is called {name:?}; name one of /queues"),
            );
            queues.extend(known);
        }
        queues.sort_unstable();
        queues.dedup();
        faults.require(
            (1e-6..=1e6).contains(&group.cost_per_agent),
            format!("{at}/costPerAgent"),
            "out-of-range",
            format!(
                "{} is no cost; give 0.000001 to 1,000,000",
                group.cost_per_agent
            ),
        );
        faults.require(
            group.minimum_agents <= 10_000,
            format!("{at}/minimumAgents"),
            "out-of-range",
            format!(
                "{} agents at least; give at most 10,000",
                group.minimum_agents
            ),
        );
        faults.require(
            group
                .maximum_agents
                .is_none_or(|most| most >= group.minimum_agents),
            format!("{at}/maximumAgents"),
            "below-minimum",
            "the maximum is below minimumAgents; raise it or lower the minimum",
        );
        groups.push(SkillGroup {
            queues,
            cost_per_agent: group.cost_per_agent,
            minimum: group.minimum_agents,
            maximum: group.maximum_agents,
        });
    }
    groups
}

fn in_seconds(faults: &mut Faults, pointer: String, seconds: f64) -> bool {
    let holds = (1.0..=MOST_SECONDS).contains(&seconds);
    let detail = format!("{seconds} s; give 1 to {MOST_SECONDS}");
    faults.require(holds, pointer, "out-of-range", detail);
    holds
}

fn noted<T>(faults: &mut Faults, pointer: String, unit: Result<T, UnitError>) -> Option<T> {
    unit.map_err(|error| faults.push(Fault::new(pointer, "out-of-range", error.to_string())))
        .ok()
}
