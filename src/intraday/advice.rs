//! Advice on the rest of the day: what could be done, ranked by what it is worth, and the best of it put together.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::action::{ActionCost, ActionDocument, ActionFacts, IntradayAction, PlanStep};
use super::actions::keep_action;
use super::day::RunningDay;
use super::evaluate::{Evaluated, Standing};
use super::plan::{Draw, PlanOfDay};
use super::proposals::{
    ActionKind, ActivityChange, Ground, Hours, Judge, Proposal, Terms, Throttle, propose,
};
use super::service_at_close::{ServiceAtClose, round};
use super::shortfall::Shortfall;
use crate::cost_rates::{CostBook, UsedPrice};
use crate::db::{Database, Instant};
use crate::failure::{Failure, Faults};
use crate::forecasting::NotReforecast;
use crate::offers::NewShiftOffer;
use crate::organisation::{
    ActivityCategory, ActivityCode, find_business_unit, list_activity_codes,
};
use crate::rostering::ScheduleRules;
use crate::schedules::{Shift, ShiftChange, shifts_of_schedule};
use crate::tenancy::{Scope, new_id};

/// Steps of a combined plan at most.
const MOST_STEPS: usize = 5;

/// Even what costs nothing is taken to cost this many hours, so that what is worth much comes first.
const LEAST_HOURS: f64 = 1.0 / 60.0;

/// An hour that costs less is a mistake of units, and nothing could be ranked by it.
const LEAST_HOURLY_COST: f64 = 0.01;

/// An hour of overtime ÷ another hour where neither the request nor a cost rate says it.
const USUAL_OVERTIME_FACTOR: f64 = 1.5;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AskAdvice {
    /// Only these kinds; every one when left out.
    pub kinds: Option<Vec<ActionKind>>,
    /// Nothing changes before so many minutes from now: 0 to 240; 10 when left out.
    #[schema(minimum = 0, maximum = 240)]
    pub minimum_lead_minutes: Option<u32>,
    /// Shifts that one action changes, or agents it asks, at most: 1 to 100; 12 when left out.
    #[schema(minimum = 1, maximum = 100)]
    pub maximum_changes: Option<u32>,
    /// Agents who accept an offer, in percent of those asked: 5 to 100; 50 when left out.
    pub acceptance_percent: Option<f64>,
    /// What an hour of an agent costs, in the tenant's currency; the business unit's cost rate of the day when left out, and where
    /// there is none costs are told in hours alone.
    pub hourly_cost: Option<f64>,
    /// An hour of overtime ÷ another hour: 1 to 5; the business unit's cost rate of the day when left out, else 1.5.
    pub overtime_factor: Option<f64>,
    /// What changing one agent's day, or asking them, counts for in the ranking, in minutes: 0 to 120; 5 when left out.
    pub disturbance_minutes: Option<f64>,
    /// The activity code of voluntary time off; the first that agents may ask for when left out.
    pub time_off_activity_code_id: Option<String>,
    /// Everything random follows from it; 0 when left out.
    pub seed: Option<u64>,
    /// How often the day is played for each action: 20 to 1,000; 60 when left out.
    #[schema(minimum = 20, maximum = 1000)]
    pub replications: Option<u32>,
}

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
}

/// What hours cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Prices {
    pub hourly_cost: Option<UsedPrice>,
    pub overtime_factor: UsedPrice,
    pub disturbance_hours: f64,
}

impl Prices {
    /// What a proposal costs, and what it counts for in the ranking: in money where an hourly cost is known, else in hours.
    pub fn of(&self, proposal: &Proposal) -> (ActionCost, f64) {
        let hours = &proposal.hours;
        let disturbed = proposal.agents.len() as f64 * self.disturbance_hours;
        let overtime = hours.overtime * self.overtime_factor.value;
        let hourly_cost = self.hourly_cost.map(|price| price.value);
        // Outbound work is priced by what it would have brought: its agents are paid in any case.
        let in_money = |hourly: f64| (hours.displaced + overtime - hours.time_off) * hourly;
        let money = match hourly_cost {
            Some(hourly) => Some(in_money(hourly) + proposal.value_lost),
            None => (hours.campaigns > 0.0).then_some(proposal.value_lost),
        };
        let worked = hours.displaced + hours.campaigns + hours.overtime;
        let cost = ActionCost {
            agent_hours: round(worked - hours.time_off),
            money: money.map(round),
            agents: proposal.agents.len(),
        };
        let effort = match hourly_cost {
            Some(hourly) => {
                let all = in_money(hourly) + disturbed * hourly + proposal.value_lost;
                all.max(LEAST_HOURS * hourly)
            }
            None => (hours.displaced + hours.campaigns + overtime + disturbed).max(LEAST_HOURS),
        };
        (cost, effort)
    }
}

impl AskAdvice {
    fn check(&self, codes: &[ActivityCode]) -> Result<(), Failure> {
        let mut faults = Faults::default();
        let mut within = |value: Option<f64>, (least, most): (f64, f64), field: &str| {
            let detail = format!("use {least} to {most}");
            let holds = value.is_none_or(|value| (least..=most).contains(&value));
            faults.require(holds, format!("/{field}"), "out-of-range", detail);
        };
        within(
            self.minimum_lead_minutes.map(f64::from),
            (0.0, 240.0),
            "minimumLeadMinutes",
        );
        within(
            self.maximum_changes.map(f64::from),
            (1.0, 100.0),
            "maximumChanges",
        );
        within(self.acceptance_percent, (5.0, 100.0), "acceptancePercent");
        within(self.hourly_cost, (LEAST_HOURLY_COST, 1e9), "hourlyCost");
        within(self.overtime_factor, (1.0, 5.0), "overtimeFactor");
        within(self.disturbance_minutes, (0.0, 120.0), "disturbanceMinutes");
        within(
            self.replications.map(f64::from),
            (20.0, 1_000.0),
            "replications",
        );
        if let Some(id) = &self.time_off_activity_code_id {
            let mut codes = codes.iter();
            let fits = codes.any(|code| {
                code.id == *id && code.active && code.category == ActivityCategory::TimeOff
            });
            let detail =
                "name an active activity code of the business unit whose category is TimeOff";
            faults.require(fits, "/timeOffActivityCodeId", "wrong-category", detail);
        }
        let kinds = self.kinds.iter().flatten().enumerate();
        for (index, _) in kinds.filter(|(_, kind)| **kind == ActionKind::CombinedPlan) {
            let detail = "a combined plan is made of the other kinds; name those";
            faults.require(
                false,
                format!("/kinds/{index}"),
                "not-a-single-kind",
                detail,
            );
        }
        faults.into_result()
    }

    fn terms(&self) -> Terms {
        let kinds = self
            .kinds
            .clone()
            .unwrap_or_else(|| ActionKind::SINGLE.to_vec());
        Terms {
            kinds: kinds.into_iter().collect(),
            lead_minutes: self.minimum_lead_minutes.unwrap_or(10),
            most_changes: self.maximum_changes.unwrap_or(12) as usize,
            acceptance: self.acceptance_percent.unwrap_or(50.0) / 100.0,
            time_off_code: self.time_off_activity_code_id.clone(),
        }
    }

    /// What the request names, or else the business unit's cost rates of a day.
    fn prices(&self, rates: &CostBook, unit: &str, date: NaiveDate) -> Prices {
        let hour = rates
            .known_hour(unit, date)
            .filter(|cost| *cost >= LEAST_HOURLY_COST);
        let overtime = rates.known_overtime_multiplier(unit, date);
        Prices {
            hourly_cost: UsedPrice::known(self.hourly_cost, hour),
            overtime_factor: UsedPrice::or_usual(
                self.overtime_factor,
                overtime,
                USUAL_OVERTIME_FACTOR,
            ),
            disturbance_hours: self.disturbance_minutes.unwrap_or(5.0) / 60.0,
        }
    }

    fn draw(&self) -> Draw {
        Draw {
            seed: self.seed.unwrap_or(0),
            replications: self.replications.unwrap_or(60),
        }
    }
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
    let day = RunningDay::read(db, scope, business_unit_id, scope.now)?;
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
            plan: last.proposal.plan.clone(),
        };
        let evaluated = Evaluated::of(&self.day, whole, unchanged, (&self.prices, self.draw))?;
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
