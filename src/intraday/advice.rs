//! Advice on the rest of the day: what could be done, ranked by what it is worth, and the best of it put together.

use std::collections::BTreeSet;

use serde::Serialize;

use super::action::{ActionDocument, ActionFacts, IntradayAction, PlanStep};
use super::actions::keep_action;
use super::ask::AskAdvice;
use super::day::{Rest, RunningDay};
use super::evaluate::{Evaluated, Standing};
use super::messages::IntradayMessage;
use super::plan::{Draw, PlanOfDay};
use super::prices::Prices;
use super::proposals::{
    ActionKind, ActivityChange, Ground, Hours, Judge, Proposal, Terms, Throttle, propose,
};
use super::service_at_close::ServiceAtClose;
use super::shortfall::Shortfall;
use crate::cost_rates::{CostBook, UsedPrice};
use crate::db::{Database, Instant};
use crate::failure::Failure;
use crate::forecasting::NotReforecast;
use crate::offers::NewShiftOffer;
use crate::organisation::{ActivityCode, find_business_unit, list_activity_codes};
use crate::rostering::ScheduleRules;
use crate::schedules::{Shift, ShiftChange, shifts_of_schedule};
use crate::tenancy::{Scope, new_id};

/// Steps of a combined plan at most.
const MOST_STEPS: usize = 5;

/// A planning group's day if nothing is done.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupAtClose {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// What its day is expected to come to.
    #[serde(flatten)]
    pub close: ServiceAtClose,
}

/// What could be done about the rest of the day.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntradayAdvice {
    /// Its id.
    pub id: String,
    /// The business unit.
    pub business_unit_id: String,
    /// The published schedule it is about.
    pub schedule_id: String,
    /// Its version; send it as If-Match to apply an action.
    pub schedule_version: i32,
    /// The moment it was made for.
    pub as_of: Instant,
    /// The seed of everything random.
    pub seed: u64,
    /// How often the day was played for each action.
    pub replications: u32,
    /// What an hour was taken to cost; null where costs are told in hours alone.
    pub hourly_cost: Option<UsedPrice>,
    /// An hour of overtime ÷ another hour.
    pub overtime_factor: UsedPrice,
    /// The day if nothing is done.
    pub planning_groups: Vec<GroupAtClose>,
    /// What can be done, the best first; the combined plan, where there is one, last.
    pub actions: Vec<IntradayAction>,
    /// Planning groups whose rest of the day could not be told again, so that the forecast stands.
    pub not_reforecast: Vec<NotReforecast>,
    /// What the day is told without.
    pub messages: Vec<IntradayMessage>,
}

/// Everything advice follows from.
struct Desk {
    day: RunningDay,
    rules: ScheduleRules,
    /// All shifts of the schedule.
    shifts: Vec<Shift>,
    codes: Vec<ActivityCode>,
    terms: Terms,
    prices: Prices,
    draw: Draw,
}

/// Makes advice for the rest of the business unit's day, and keeps its actions so that they can be applied.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] per fault; those of reading the day
/// (`no-published-schedule`, `no-forecast`, `grid-changed`) and of the simulation.
pub fn advise(
    db: &Database,
    scope: &Scope,
    business_unit_id: &str,
    ask: &AskAdvice,
) -> Result<IntradayAdvice, Failure> {
    let (unit, codes, rates) = db.read(|conn| {
        let unit = find_business_unit(conn, scope, business_unit_id)?;
        let codes = list_activity_codes(conn, scope, business_unit_id)?;
        Ok::<_, Failure>((unit, codes, CostBook::read(conn, scope, business_unit_id)?))
    })?;
    ask.check(&codes)?;
    let day = RunningDay::read(db, scope, business_unit_id, scope.now, Rest::ToldAgain)?;
    let (rules, shifts) = db.read(|conn| {
        let rules = ScheduleRules::read(conn, scope, &day.schedule)?;
        Ok::<_, Failure>((rules, shifts_of_schedule(conn, scope, &day.schedule.id)?))
    })?;
    let today = scope.now.to_utc().with_timezone(&unit.time_zone);
    let today = today.date_naive();
    let desk = Desk {
        terms: ask.terms(),
        prices: ask.prices(&rates, &unit.id, today),
        draw: ask.draw(),
        day,
        rules,
        shifts,
        codes,
    };
    let unchanged = Standing::of(&desk.day, &PlanOfDay::of(&desk.day), desk.draw)?;
    let mut singles = desk.evaluated(&Chosen::default(), &unchanged)?;
    singles.retain(Evaluated::is_worth_it);
    singles.sort_by(Evaluated::rank);
    let combined = desk.combined(&singles, &unchanged)?;
    let mut documents: Vec<ActionDocument> = singles.iter().map(|one| desk.document(one)).collect();
    documents.extend(combined);
    for (index, document) in documents.iter_mut().enumerate() {
        document.facts.rank = index + 1;
    }
    let day = &desk.day;
    let id = new_id(scope.now);
    let actions = db.write(|conn| {
        let kept = documents.iter();
        kept.map(|one| keep_action(conn, scope, (&id, &day.schedule), one))
            .collect::<Result<Vec<_>, Failure>>()
    })?;
    let closes = day.groups.iter().zip(&unchanged.closes);
    Ok(IntradayAdvice {
        id,
        business_unit_id: day.unit.id.clone(),
        schedule_id: day.schedule.id.clone(),
        schedule_version: day.schedule.version,
        as_of: day.as_of,
        seed: desk.draw.seed,
        replications: desk.draw.replications,
        hourly_cost: desk.prices.hourly_cost,
        overtime_factor: desk.prices.overtime_factor,
        planning_groups: closes
            .map(|(group, close)| GroupAtClose {
                planning_group_id: group.group.id.clone(),
                planning_group_name: group.group.name.clone(),
                close: *close,
            })
            .collect(),
        actions,
        not_reforecast: desk.day.not_reforecast,
        messages: desk.day.messages,
    })
}

/// What a combined plan has chosen so far.
#[derive(Default)]
struct Chosen {
    plan: Option<PlanOfDay>,
    changes: Vec<(Shift, Shift)>,
    activity_changes: Vec<ActivityChange>,
    offers: Vec<NewShiftOffer>,
    throttles: Vec<Throttle>,
    steps: Vec<PlanStep>,
    hours: Hours,
    value_lost: f64,
    agents: BTreeSet<String>,
    window: Option<(Instant, Instant)>,
}

impl Chosen {
    fn add(&mut self, one: &Evaluated) {
        let proposal = &one.proposal;
        self.plan = Some(proposal.plan.clone());
        self.changes.extend(proposal.changes.iter().cloned());
        self.activity_changes
            .extend(proposal.activity_changes.iter().cloned());
        self.offers.extend(proposal.offers.iter().cloned());
        self.throttles.extend(proposal.throttle.clone());
        self.hours.displaced += proposal.hours.displaced;
        self.hours.campaigns += proposal.hours.campaigns;
        self.hours.overtime += proposal.hours.overtime;
        self.value_lost += proposal.value_lost;
        self.agents.extend(proposal.agents.iter().cloned());
        let (from, to) = proposal.window;
        self.window = Some(match self.window {
            Some((first, last)) => (first.min(from), last.max(to)),
            None => (from, to),
        });
        self.steps.push(PlanStep {
            kind: proposal.kind,
            description: proposal.description.clone(),
            answered_in_time_gain: one.worth.gain,
            cost: one.worth.cost,
        });
    }
}

impl Desk {
    /// Everything that could be done once some of it is chosen, each played.
    fn evaluated(&self, chosen: &Chosen, before: &Standing) -> Result<Vec<Evaluated>, Failure> {
        let published = PlanOfDay::of(&self.day);
        let plan = chosen.plan.as_ref().unwrap_or(&published);
        let judge = Judge::new(&self.rules, &self.shifts).with(&chosen.changes);
        let ground = Ground {
            day: &self.day,
            plan,
            terms: &self.terms,
            codes: &self.codes,
            judge: &judge,
            shortfall: Shortfall::new(&self.day, plan),
        };
        let proposals = propose(&ground)?.into_iter();
        proposals
            .map(|one| Evaluated::of(&self.day, one, before, (&self.prices, self.draw)))
            .collect()
    }

    /// The best action, then the best given that, and so on, until every planning group is likely to meet its goal or
    /// nothing helps any more; none where that is a single action.
    fn combined(
        &self,
        singles: &[Evaluated],
        unchanged: &Standing,
    ) -> Result<Option<ActionDocument>, Failure> {
        let helps = |one: &&Evaluated| one.proposal.kind != ActionKind::OfferVoluntaryTimeOff;
        let Some(first) = singles.iter().find(helps) else {
            return Ok(None);
        };
        let mut chosen = Chosen::default();
        chosen.add(first);
        let mut last: Option<Evaluated> = None;
        for _ in 1..MOST_STEPS {
            let standing = last.as_ref().map_or(&first.standing, |one| &one.standing);
            if standing.is_safe() {
                break;
            }
            let mut next = self.evaluated(&chosen, standing)?;
            next.retain(|one| helps(&one) && one.is_worth_it());
            next.sort_by(Evaluated::rank);
            let Some(best) = next.into_iter().next() else {
                break;
            };
            chosen.add(&best);
            last = Some(best);
        }
        let Some(last) = last else {
            return Ok(None);
        };
        let Some(window) = chosen.window else {
            return Ok(None);
        };
        let count = chosen.steps.len();
        let Evaluated {
            proposal, standing, ..
        } = last;
        let whole = Proposal {
            kind: ActionKind::CombinedPlan,
            description: format!("{count} actions, each chosen given those before it"),
            window,
            changes: net_changes(&chosen.changes),
            activity_changes: chosen.activity_changes,
            offers: chosen.offers,
            throttle: chosen.throttles.first().cloned(),
            hours: chosen.hours,
            value_lost: chosen.value_lost,
            agents: chosen.agents,
            // The last step's plan holds those before it, and has been played.
            plan: proposal.plan,
        };
        let played = (unchanged, standing);
        let evaluated = Evaluated::played(&self.day, whole, played, &self.prices);
        let mut document = self.document(&evaluated);
        document.facts.steps = chosen.steps;
        document.facts.campaign_ids = chosen
            .throttles
            .iter()
            .map(|one| one.campaign_id.clone())
            .collect();
        document.throttles = chosen.throttles;
        Ok(Some(document))
    }

    fn document(&self, one: &Evaluated) -> ActionDocument {
        let (proposal, worth) = (&one.proposal, &one.worth);
        let changes = proposal.changes.iter();
        let throttle = proposal.throttle.iter();
        ActionDocument {
            facts: ActionFacts {
                kind: proposal.kind,
                description: proposal.description.clone(),
                rank: 0,
                start_date: proposal.window.0,
                end_date: proposal.window.1,
                activity_changes: proposal.activity_changes.clone(),
                offers: proposal.offers.clone(),
                campaign_ids: throttle.map(|one| one.campaign_id.clone()).collect(),
                cost: worth.cost,
                effects: worth.effects.clone(),
                answered_in_time_gain: worth.gain,
                answered_in_time_gain_half_width: worth.half_width,
                gain_per_cost: worth.gain_per_cost,
                fixes_planning_group_ids: worth.fixes.clone(),
                steps: Vec::new(),
            },
            changes: changes
                .map(|(before, after)| ShiftChange {
                    before: Some(before.clone()),
                    after: Some(after.clone()),
                })
                .collect(),
            throttles: proposal.throttle.iter().cloned().collect(),
        }
    }
}

/// From each shift's first state to its last.
fn net_changes(changes: &[(Shift, Shift)]) -> Vec<(Shift, Shift)> {
    let mut found: Vec<(Shift, Shift)> = Vec::new();
    for (before, after) in changes {
        match found.iter_mut().find(|(first, _)| first.id == before.id) {
            Some((_, last)) => *last = after.clone(),
            None => found.push((before.clone(), after.clone())),
        }
    }
    found.retain(|(before, after)| before != after);
    found
}
