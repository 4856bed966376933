//! Surplus agent-minutes of a schedule, handed to campaigns.

use crewcast_solver::allocation as lp;
use serde::{Deserialize, Serialize};

use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::WeekGrid;
use crate::outbound::campaigns::campaign::{Campaign, find_campaign};
use crate::outbound::contacts::lists::{stored_list, zone_of};
use crate::outbound::policy::callable_time_sets::callable_times;
use crate::outbound::store::allocations::{self as store, AllocationRow};
use crate::outbound::store::{campaigns, pool};
use crate::tenancy::{Scope, new_id};

/// Agent-minutes that inbound work leaves over, on a grid of intervals.
#[derive(Clone, Debug)]
pub struct Surplus {
    /// The intervals.
    pub grid: WeekGrid,
    /// Minutes by planning group; every group has one value an interval.
    pub groups: Vec<SurplusGroup>,
}

/// One planning group's surplus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SurplusGroup {
    /// The planning group.
    pub planning_group_id: String,
    /// Agent-minutes left over, per interval.
    pub minutes_per_interval: Vec<f64>,
}

/// Which schedule's surplus is to be handed to whom.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllocationRequest {
    /// The business unit.
    pub business_unit_id: String,
    /// One of its schedules.
    pub schedule_id: String,
    /// Ids of the campaigns to take part; all campaigns that are on when left out.
    pub campaigns: Option<Vec<String>>,
}

/// What one campaign gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignShare {
    /// The campaign.
    pub campaign_id: String,
    /// Its name when this was made.
    pub campaign_name: String,
    /// Agent-minutes per interval.
    pub minutes_per_interval: Vec<f64>,
    /// The same by the planning group that gives them, in the order of `planningGroups`.
    pub minutes_by_planning_group: Vec<Vec<f64>>,
    /// Their sum.
    pub total_minutes: f64,
    /// Contacts these minutes are expected to suffice for.
    pub expected_contacts: f64,
    /// What these minutes are expected to bring.
    pub expected_value: f64,
    /// Minutes missing to its minimum.
    pub shortfall_minutes: f64,
    /// Weighted value that one minute of its minimum costs the other campaigns.
    pub minimum_price: f64,
    /// Weighted value that one more minute of its maximum would bring.
    pub maximum_price: f64,
    /// Weighted value that one more minute of contacts would bring, by their time zone.
    pub contact_prices: Vec<ZonePrice>,
}

/// The price of one more minute of contacts of a zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ZonePrice {
    /// IANA zone.
    pub time_zone: String,
    /// Contacts still to be called there.
    pub contacts: i64,
    /// Weighted value a minute.
    pub price: f64,
}

/// The price of one more agent-minute of a planning group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupPrices {
    /// The planning group.
    pub planning_group_id: String,
    /// Agent-minutes it had left over, per interval.
    pub surplus_minutes_per_interval: Vec<f64>,
    /// Weighted value that one more agent-minute would bring, per interval.
    pub prices_per_interval: Vec<f64>,
}

/// Something a planner should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllocationMessage {
    /// Stable, kebab-case.
    pub code: String,
    /// The campaign it is about.
    pub campaign_id: Option<String>,
    /// What and why, and what can be done.
    pub text: String,
}

/// A hand-out of surplus agent-minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Allocation {
    /// Its id.
    pub id: String,
    /// The business unit.
    pub business_unit_id: String,
    /// The schedule whose surplus it is.
    pub schedule_id: String,
    /// When it was made.
    pub date_created: Instant,
    /// Start of interval 0.
    pub reference_start_date: Instant,
    /// Length of an interval.
    pub interval_length_minutes: u32,
    /// `Σ minutes × value per agent-minute × 2^(priority − 3)`, which is what was maximised.
    pub objective: f64,
    /// `Σ minutes × value per agent-minute`.
    pub expected_value: f64,
    /// One entry a campaign.
    pub campaigns: Vec<CampaignShare>,
    /// One entry a planning group.
    pub planning_groups: Vec<GroupPrices>,
    /// Minima not met, surplus nobody can use.
    pub messages: Vec<AllocationMessage>,
}

/// An allocation in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllocationSummary {
    /// Its id.
    pub id: String,
    /// The business unit.
    pub business_unit_id: String,
    /// The schedule whose surplus it is.
    pub schedule_id: String,
    /// When it was made.
    pub date_created: Instant,
}

/// A campaign with what the program needs of it.
struct Taker {
    campaign: Campaign,
    zones: Vec<(String, i64)>,
    demand: lp::CampaignDemand,
}

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
    let takers: Vec<Taker> = campaigns_of(conn, scope, request)?
        .into_iter()
        .map(|campaign| taker(conn, scope, campaign, surplus))
        .collect::<Result<_, _>>()?;
    let problem = lp::Problem {
        surplus_minutes: surplus
            .groups
            .iter()
            .map(|group| group.minutes_per_interval.clone())
            .collect(),
        campaigns: takers.iter().map(|taker| taker.demand.clone()).collect(),
    };
    let solved = lp::allocate(&problem).map_err(|error| match error {
        lp::AllocationError::Solver(_) => Failure::Internal(error.to_string()),
        _ => Failure::invalid("/campaigns", "cannot-be-allocated", error.to_string()),
    })?;
    let result = told(scope, request, surplus, &takers, solved);
    let row = AllocationRow {
        tenant_id: scope.tenant().to_owned(),
        id: result.id.clone(),
        business_unit_id: result.business_unit_id.clone(),
        schedule_id: result.schedule_id.clone(),
        result: documents::write(&result)?,
        created_at: scope.now,
    };
    store::insert(conn, &row)?;
    Ok(result)
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

fn taker(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: Campaign,
    surplus: &Surplus,
) -> Result<Taker, Failure> {
    let times = callable_times(conn, scope, &campaign.callable_time_set_id)?;
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    let max_attempts = campaign.max_attempts_per_contact;
    let open = pool::open_by_zone(conn, scope.tenant(), &campaign.id, max_attempts)?;
    let terms = &campaign.allocation_terms;
    let grid = &surplus.grid;
    let (mut zones, mut segments) = (Vec::new(), Vec::new());
    for (own, contacts) in open {
        let zone = zone_of(&own, &list)?;
        zones.push((zone.name().to_owned(), contacts));
        segments.push(lp::Segment {
            capacity_minutes: contacts as f64 * terms.agent_minutes_per_contact,
            callable: (0..grid.intervals())
                .map(|t| times.cover(zone, grid.interval_start(t), grid.interval_start(t + 1)))
                .collect(),
        });
    }
    let groups = (0..surplus.groups.len())
        .zip(&surplus.groups)
        .filter(|(_, group)| {
            terms.planning_group_ids.is_empty()
                || terms.planning_group_ids.contains(&group.planning_group_id)
        })
        .map(|(index, _)| index)
        .collect();
    let demand = lp::CampaignDemand {
        value_per_minute: terms.value_per_agent_minute,
        priority: u8::try_from(campaign.priority).unwrap_or(3),
        groups,
        segments,
        minimum_minutes: terms.minimum_minutes,
        maximum_minutes: terms.maximum_minutes,
        minimum_share: terms.minimum_share,
        maximum_share: terms.maximum_share,
    };
    Ok(Taker {
        campaign,
        zones,
        demand,
    })
}

fn told(
    scope: &Scope,
    request: &AllocationRequest,
    surplus: &Surplus,
    takers: &[Taker],
    solved: lp::Allocation,
) -> Allocation {
    let messages = solved
        .messages
        .iter()
        .map(|message| {
            let (code, about) = match message {
                lp::Message::MinimumNotMet { campaign, .. } => ("minimum-not-met", Some(*campaign)),
                lp::Message::NothingCallable { campaign } => ("nothing-callable", Some(*campaign)),
                lp::Message::SurplusLeftOver { .. } => ("surplus-left-over", None),
            };
            AllocationMessage {
                code: code.to_owned(),
                campaign_id: about
                    .and_then(|index| takers.get(index))
                    .map(|taker| taker.campaign.id.clone()),
                text: message.to_string(),
            }
        })
        .collect();
    let campaigns: Vec<CampaignShare> = takers
        .iter()
        .zip(solved.campaigns)
        .map(|(taker, given)| CampaignShare {
            campaign_id: taker.campaign.id.clone(),
            campaign_name: taker.campaign.name.clone(),
            expected_contacts: given.total_minutes
                / taker.campaign.allocation_terms.agent_minutes_per_contact,
            minutes_per_interval: given.minutes,
            minutes_by_planning_group: given.minutes_by_group,
            total_minutes: given.total_minutes,
            expected_value: given.value,
            shortfall_minutes: given.shortfall_minutes,
            minimum_price: given.minimum_price,
            maximum_price: given.maximum_price,
            contact_prices: taker
                .zones
                .iter()
                .zip(given.capacity_prices)
                .map(|((zone, contacts), price)| ZonePrice {
                    time_zone: zone.clone(),
                    contacts: *contacts,
                    price,
                })
                .collect(),
        })
        .collect();
    let planning_groups = surplus
        .groups
        .iter()
        .zip(solved.surplus_prices)
        .map(|(group, prices)| GroupPrices {
            planning_group_id: group.planning_group_id.clone(),
            surplus_minutes_per_interval: group.minutes_per_interval.clone(),
            prices_per_interval: prices,
        })
        .collect();
    Allocation {
        id: new_id(scope.now),
        business_unit_id: request.business_unit_id.clone(),
        schedule_id: request.schedule_id.clone(),
        date_created: scope.now,
        reference_start_date: surplus.grid.start(),
        interval_length_minutes: surplus.grid.interval_minutes(),
        objective: solved.objective,
        expected_value: campaigns.iter().map(|share| share.expected_value).sum(),
        campaigns,
        planning_groups,
        messages,
    }
}
