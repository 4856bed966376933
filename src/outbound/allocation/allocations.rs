//! Surplus agent-minutes of a schedule, handed to campaigns.

use crewcast_solver::allocation as lp;

use super::answer::{Allocation, AllocationMessage, AllocationSummary, CampaignShare, GroupPrices};
use super::demand::{Taker, taker};
use super::progress::progress;
use super::request::AllocationRequest;
use super::surplus::{Supplies, Surplus};
use super::words::{prices, roster_request, rules};
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::lock_business_unit;
use crate::outbound::campaigns::campaign::{Campaign, find_campaign};
use crate::outbound::store::allocations::{self as store, AllocationRow};
use crate::outbound::store::campaigns;
use crate::tenancy::{Scope, new_id};

/// Hands a surplus to campaigns where it is worth most, and keeps the result.
///
/// # Errors
/// [`Failure::Invalid`] at `/campaigns` for one that is not there and at `/campaigns/…` for terms that cannot be
/// (a minimum share that is more than the maximum minutes); [`Failure::Internal`] when the solver gives up.
pub fn allocate(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &AllocationRequest,
    surplus: &Surplus,
) -> Result<Allocation, Failure> {
    allocate_supplies(conn, scope, request, &Supplies::from(surplus))
}

/// The same of heads at work and those that inbound work keeps.
///
/// # Errors
/// As [`allocate`].
pub(super) fn allocate_supplies(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &AllocationRequest,
    supplies: &Supplies,
) -> Result<Allocation, Failure> {
    // Whoever takes minutes out of the newest allocation must not read the one before it meanwhile.
    lock_business_unit(conn, scope, &request.business_unit_id)?;
    let campaigns = campaigns_of(conn, scope, request)?;
    let ids: Vec<&str> = campaigns
        .iter()
        .map(|campaign| campaign.id.as_str())
        .collect();
    request.check(&ids)?;
    let takers: Vec<Taker> = campaigns
        .into_iter()
        .map(|campaign| taker(conn, scope, campaign, (request, supplies)))
        .collect::<Result<_, _>>()?;
    let occupancies = occupancies(request);
    let ground = (request, &supplies.grid);
    let done = progress(conn, scope, ground, (&takers, &occupancies))?;
    let problem = problem(request, supplies, &takers, occupancies, done);
    let solved = lp::allocate(&problem).map_err(refused)?;
    let result = told(scope, request, supplies, &takers, (&problem, solved))?;
    keep(conn, scope, &result)?;
    Ok(result)
}

fn refused(error: lp::AllocationError) -> Failure {
    match error {
        lp::AllocationError::Solver(_) => Failure::Internal(error.to_string()),
        _ => Failure::invalid("/campaigns", "cannot-be-allocated", error.to_string()),
    }
}

fn occupancies(request: &AllocationRequest) -> lp::Occupancies {
    let given = request.occupancies.unwrap_or_default();
    lp::Occupancies {
        preview: given.preview,
        progressive: given.progressive,
        predictive: given.predictive,
    }
}

/// The program. A campaign's list is its own here: what is open to it depends on its attempts, refusals and callable hours.
fn problem(
    request: &AllocationRequest,
    supplies: &Supplies,
    takers: &[Taker],
    occupancies: lp::Occupancies,
    progress: lp::Progress,
) -> lp::Problem {
    let grid = &supplies.grid;
    let first_day = grid.local(0).0;
    let day = |interval| (grid.local(interval).0 - first_day).num_days();
    let groups = supplies.groups.iter().map(|group| lp::SkillGroup {
        supply: group.supply.clone(),
        cost_per_hour: request.cost_per_agent_hour.unwrap_or(0.0),
    });
    let campaigns = takers.iter().enumerate();
    let campaigns = campaigns.map(|(list, taker)| lp::CampaignDemand {
        list,
        ..taker.demand.clone()
    });
    let place = |id: &String| takers.iter().position(|taker| taker.campaign.id == *id);
    let budgets = request.budgets.iter().map(|budget| lp::Budget {
        campaigns: budget.campaign_ids.iter().filter_map(place).collect(),
        limit: match budget.money {
            Some(money) => lp::BudgetLimit::Money(money),
            None => lp::BudgetLimit::AgentMinutes(budget.agent_minutes.unwrap_or(0.0)),
        },
    });
    lp::Problem {
        day_of_interval: (0..grid.intervals())
            .map(|interval| usize::try_from(day(interval)).unwrap_or(0))
            .collect(),
        budgets: budgets.collect(),
        maximum_lines: request
            .maximum_lines
            .map(|lines| vec![lines; grid.intervals()]),
        occupancies: Some(occupancies),
        whole_minutes: request.whole_minutes,
        progress,
        ..lp::Problem::of_one_day(
            grid.interval_minutes(),
            grid.intervals(),
            groups.collect(),
            takers.iter().map(|taker| taker.list.clone()).collect(),
            campaigns.collect(),
        )
    }
}

/// One allocation.
///
/// # Errors
/// `not-found`.
pub fn find_allocation(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<Allocation, Failure> {
    let row = store::find(conn, scope.tenant(), id)?
        .ok_or_else(|| Failure::not_found("allocation", id))?;
    Ok(documents::read("allocation", &row.id, &row.result)?)
}

/// The newest allocation of a schedule's surplus, if there is one.
///
/// # Errors
/// Only the database's.
pub fn latest_allocation(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule_id: &str,
) -> Result<Option<Allocation>, Failure> {
    let row = store::latest_of_schedule(conn, scope.tenant(), schedule_id)?;
    let read = row.map(|row| documents::read("allocation", &row.id, &row.result));
    Ok(read.transpose()?)
}

/// Keeps an allocation.
pub(super) fn keep(
    conn: &mut Conn<'_>,
    scope: &Scope,
    allocation: &Allocation,
) -> Result<(), Failure> {
    let row = AllocationRow {
        tenant_id: scope.tenant().to_owned(),
        id: allocation.id.clone(),
        business_unit_id: allocation.business_unit_id.clone(),
        schedule_id: allocation.schedule_id.clone(),
        result: documents::write(allocation)?,
        created_at: scope.now,
    };
    Ok(store::insert(conn, &row)?)
}

/// A page of allocations, without their intervals.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_allocations(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<AllocationSummary>, Failure> {
    let (size, after) = page.bounds()?;
    let rows = store::after(conn, scope.tenant(), &after, size + 1)?;
    let summaries = rows
        .into_iter()
        .map(|row| AllocationSummary {
            id: row.id,
            business_unit_id: row.business_unit_id,
            schedule_id: row.schedule_id,
            date_created: row.created_at,
        })
        .collect();
    Ok(Page::of(summaries, size, |row: &AllocationSummary| &row.id))
}

fn campaigns_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &AllocationRequest,
) -> Result<Vec<Campaign>, Failure> {
    let ids = match &request.campaigns {
        Some(ids) => ids.clone(),
        None => campaigns::switched_on(conn, scope.tenant())?,
    };
    let mut found = Vec::new();
    for (i, id) in ids.iter().enumerate() {
        let pointer = || format!("/campaigns/{i}");
        if ids.iter().take(i).any(|earlier| earlier == id) {
            return Err(Failure::invalid(
                pointer(),
                "duplicate",
                "name each campaign once",
            ));
        }
        found.push(
            find_campaign(conn, scope, id).map_err(|failure| match failure {
                Failure::NotFound { .. } => Failure::invalid(
                    pointer(),
                    "not-found",
                    format!("no campaign {id:?}; name existing ones"),
                ),
                other => other,
            })?,
        );
    }
    Ok(found)
}

/// The objective without each rule that binds, solved anew.
fn confirmed(
    request: &AllocationRequest,
    problem: &lp::Problem,
    solved: &lp::Allocation,
) -> Result<Vec<(lp::Rule, f64)>, Failure> {
    let binding = solved
        .rules
        .iter()
        .filter(|effect| request.confirm_rules && effect.binding);
    binding
        .map(|effect| {
            let without = lp::without_rule(problem, effect.rule).map_err(refused)?;
            Ok((effect.rule, without.objective))
        })
        .collect()
}

fn told(
    scope: &Scope,
    request: &AllocationRequest,
    supplies: &Supplies,
    takers: &[Taker],
    (problem, solved): (&lp::Problem, lp::Allocation),
) -> Result<Allocation, Failure> {
    let grid = &supplies.grid;
    let without = confirmed(request, problem, &solved)?;
    let asked = request
        .cost_per_agent_hour
        .map(|cost| {
            let costs = vec![cost; supplies.groups.len()];
            let asked = lp::ask_next_roster(problem, &solved, &costs).map_err(refused)?;
            Ok::<_, Failure>(roster_request(supplies, asked, cost))
        })
        .transpose()?;
    let mut messages: Vec<AllocationMessage> = takers
        .iter()
        .filter_map(|taker| taker.message.clone())
        .collect();
    messages.extend(
        solved
            .messages
            .iter()
            .map(|message| in_words(message, takers)),
    );
    let occupancies = occupancies(request);
    let shares = takers
        .iter()
        .zip(&solved.campaigns)
        .zip(&solved.list_prices)
        .map(|((taker, given), segments)| CampaignShare {
            campaign_id: taker.campaign.id.clone(),
            campaign_name: taker.campaign.name.clone(),
            minutes_per_interval: given.minutes.clone(),
            minutes_by_planning_group: given.minutes_by_group.clone(),
            total_minutes: given.total_minutes,
            expected_contacts: given.expected_contacts,
            expected_successes: given.expected_successes,
            expected_value: given.value,
            expected_money_spent: given.money,
            valued_by: taker.valued_by(),
            response_model_id: taker
                .model
                .as_ref()
                .map(|model| model.response_model_id.clone()),
            shortfall_minutes: given.shortfall_minutes,
            minimum_price: given.minimum_price,
            maximum_price: given.maximum_price,
            contact_prices: taker.contact_prices(segments, &occupancies),
        });
    let campaigns: Vec<CampaignShare> = shares.collect();
    let planning_groups = supplies.groups.iter().enumerate().map(|(group, own)| {
        let hours = (0..grid.intervals()).map(|interval| solved.agent_hour_price(group, interval));
        let of = |rows: &[Vec<f64>]| rows.get(group).cloned().unwrap_or_default();
        GroupPrices {
            planning_group_id: own.planning_group_id.clone(),
            surplus_minutes_per_interval: of(&solved.surplus_minutes),
            prices_per_interval: of(&solved.surplus_prices),
            agent_hour_prices_per_interval: hours.collect(),
            inbound_heads_short_per_interval: of(&solved.inbound_heads_short),
        }
    });
    let planned_from = problem.progress.from;
    Ok(Allocation {
        id: new_id(scope.now),
        business_unit_id: request.business_unit_id.clone(),
        schedule_id: request.schedule_id.clone(),
        date_created: scope.now,
        reference_start_date: grid.start(),
        interval_length_minutes: grid.interval_minutes(),
        protection: request.protection,
        from: request.from.map(|_| grid.interval_start(planned_from)),
        objective: solved.objective,
        expected_value: campaigns.iter().map(|share| share.expected_value).sum(),
        campaigns,
        planning_groups: planning_groups.collect(),
        prices: prices(supplies, takers, request, &solved),
        rules: rules(takers, &solved, &without),
        roster_request: asked,
        messages,
    })
}

fn in_words(message: &lp::Message, takers: &[Taker]) -> AllocationMessage {
    let (code, about) = match message {
        lp::Message::MinimumNotMet { campaign, .. } => ("minimum-not-met", Some(*campaign)),
        lp::Message::NothingCallable { campaign } => ("nothing-callable", Some(*campaign)),
        lp::Message::InboundShort { .. } => ("inbound-short", None),
        lp::Message::SurplusLeftOver { .. } => ("surplus-left-over", None),
        lp::Message::NotProvenBest { .. } => ("not-proven-best", None),
    };
    AllocationMessage {
        code: code.to_owned(),
        campaign_id: about
            .and_then(|index| takers.get(index))
            .map(|taker| taker.campaign.id.clone()),
        text: message.to_string(),
    }
}
