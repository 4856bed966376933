//! Campaigns: what is to be dialled, by which rules.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::wrap_up::WrapUpCodeMapping;
use crate::db::{Conn, DbError, Instant};
use crate::documents;
use crate::events::{CampaignChanged, publish};
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::contacts::lists::stored_list;
use crate::outbound::leasing::admit::admit_list;
use crate::outbound::store::campaigns::{self as store, CampaignRow};
use crate::outbound::store::{dnc, pool};
use crate::tenancy::{Scope, new_id};

/// Whether a campaign hands out contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum CampaignStatus {
    /// It does.
    On,
    /// It does not; leases already out can no longer be started.
    Off,
}

impl CampaignStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }
}

/// What a campaign is worth and may have when surplus agent-minutes are allocated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllocationTerms {
    /// What one agent-minute brings, in the tenant's currency.
    pub value_per_agent_minute: f64,
    /// Agent-minutes one contact takes on average, all attempts together.
    pub agent_minutes_per_contact: f64,
    /// Planning groups whose agents can serve it; none named means all.
    #[serde(default)]
    pub planning_group_ids: Vec<String>,
    /// Minutes it shall have at least, if at all possible.
    pub minimum_minutes: Option<f64>,
    /// Minutes it may have at most.
    pub maximum_minutes: Option<f64>,
    /// Share (0 to 1) of the surplus it shall have at least, if at all possible.
    pub minimum_share: Option<f64>,
    /// Share (0 to 1) of the surplus it may have at most.
    pub maximum_share: Option<f64>,
}

impl Default for AllocationTerms {
    fn default() -> Self {
        Self {
            value_per_agent_minute: 1.0,
            agent_minutes_per_contact: 5.0,
            planning_group_ids: Vec::new(),
            minimum_minutes: None,
            maximum_minutes: None,
            minimum_share: None,
            maximum_share: None,
        }
    }
}

/// Outbound work on one contact list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Campaign {
    /// Its id.
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// Whether it hands out contacts.
    pub campaign_status: CampaignStatus,
    /// The list it works on.
    pub contact_list_id: String,
    /// When its callees may be called.
    pub callable_time_set_id: String,
    /// Do-not-call lists that bind it, besides those of the whole tenant.
    pub dnc_list_ids: Vec<String>,
    /// What it sells: a refusal counts for all campaigns of the same family.
    pub product_family: String,
    /// 1 to 5, 5 highest.
    pub priority: i32,
    /// Tries after which a contact is given up.
    pub max_attempts_per_contact: i32,
    /// Least time from one try to the next.
    pub minutes_between_attempts: i32,
    /// What wrap-up codes mean.
    pub wrap_up_code_mapping: WrapUpCodeMapping,
    /// What it is worth and may have when surplus is allocated.
    pub allocation_terms: AllocationTerms,
    /// Share (0 to 1) of leased contacts drawn from other segments than the best, so that models go on learning.
    pub exploration_share: f64,
    /// How long a call promised by an agent waits for that agent before anyone gets it.
    pub agent_callback_minutes: i32,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub date_created: Instant,
    /// When it was last changed.
    pub date_modified: Instant,
}

/// A campaign to be made (it begins `off`), or what one is to become.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCampaign {
    /// Unique in the tenant.
    pub name: String,
    /// The list it works on; it cannot be changed later.
    pub contact_list_id: String,
    /// When its callees may be called.
    pub callable_time_set_id: String,
    /// Do-not-call lists that bind it, besides those of the whole tenant.
    #[serde(default)]
    pub dnc_list_ids: BTreeSet<String>,
    /// What it sells: a refusal counts for all campaigns of the same family.
    pub product_family: String,
    /// 1 to 5, 5 highest; 3 when left out.
    pub priority: Option<i32>,
    /// 1 to 50; 3 when left out.
    pub max_attempts_per_contact: Option<i32>,
    /// 0 to 43,200 (30 days); 60 when left out.
    pub minutes_between_attempts: Option<i32>,
    /// What wrap-up codes mean.
    #[serde(default)]
    pub wrap_up_code_mapping: WrapUpCodeMapping,
    /// What it is worth and may have when surplus is allocated.
    #[serde(default)]
    pub allocation_terms: AllocationTerms,
    /// 0 to 1; 0.05 when left out.
    pub exploration_share: Option<f64>,
    /// 0 to 10,080 (7 days); 60 when left out.
    pub agent_callback_minutes: Option<i32>,
}

const WHAT: &str = "campaign";

/// Makes a campaign, off, with every contact of its list in its pool.
///
/// # Errors
/// [`Failure::Invalid`] per fault, `not-found` for its list; `already-exists` when the name is taken.
pub fn create_campaign(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewCampaign,
) -> Result<Campaign, Failure> {
    check(conn, scope, &new)?;
    let row = CampaignRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        campaign_status: CampaignStatus::Off.as_str().to_owned(),
        version: 1,
        created_at: scope.now,
        ..row_of(scope, &new)?
    };
    let lists: Vec<String> = new.dnc_list_ids.into_iter().collect();
    store::insert(conn, &row).map_err(|error| Failure::from_write(error, WHAT))?;
    store::replace_dnc_lists(conn, scope.tenant(), &row.id, &lists)?;
    admit_list(conn, scope, &row.id, &row.contact_list_id)?;
    tell(conn, scope, &row, Some(row.version))?;
    from_row(row, lists)
}

/// One campaign.
///
/// # Errors
/// `not-found`.
pub fn find_campaign(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Campaign, Failure> {
    let row = stored(conn, scope, id)?;
    let lists = store::dnc_lists_of(conn, scope.tenant(), id)?;
    from_row(row, lists)
}

/// A page of campaigns.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_campaigns(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<Campaign>, Failure> {
    let (size, after) = page.bounds()?;
    let mut campaigns = Vec::new();
    for row in store::after(conn, scope.tenant(), &after, size + 1)? {
        let lists = store::dnc_lists_of(conn, scope.tenant(), &row.id)?;
        campaigns.push(from_row(row, lists)?);
    }
    Ok(Page::of(campaigns, size, |campaign| &campaign.id))
}

/// Changes a campaign of this version; its status and its list stay.
///
/// # Errors
/// [`Failure::Stale`], [`Failure::Invalid`], `not-found`, `already-exists`; `contact-list-fixed` for another list.
pub fn update_campaign(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    version: i32,
    new: NewCampaign,
) -> Result<Campaign, Failure> {
    check(conn, scope, &new)?;
    let current = stored(conn, scope, id)?;
    if current.contact_list_id != new.contact_list_id {
        return Err(Failure::conflict(
            "contact-list-fixed",
            "a campaign keeps its contact list; make another campaign for another list",
        ));
    }
    let row = CampaignRow {
        id: current.id.clone(),
        campaign_status: current.campaign_status.clone(),
        version: version.saturating_add(1),
        created_at: current.created_at,
        ..row_of(scope, &new)?
    };
    write(conn, scope, &row, (version, current.version))?;
    let lists: Vec<String> = new.dnc_list_ids.into_iter().collect();
    store::replace_dnc_lists(conn, scope.tenant(), id, &lists)?;
    pool::reopen(conn, scope.tenant(), id, scope.now)?;
    from_row(row, lists)
}

/// Deletes a campaign that has no attempt on record.
///
/// # Errors
/// `not-found`, `in-use`.
pub fn delete_campaign(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let row = stored(conn, scope, id)?;
    let gone = store::delete(conn, scope.tenant(), id)
        .map_err(|error| Failure::from_write(error, WHAT))?;
    if gone {
        tell(conn, scope, &row, None)
    } else {
        Err(Failure::not_found(WHAT, id))
    }
}

/// Switches a campaign on or off; switching it to what it is changes nothing.
///
/// # Errors
/// `not-found`; [`Failure::Stale`] when it changes at the same moment.
pub fn switch_campaign(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    status: CampaignStatus,
) -> Result<Campaign, Failure> {
    let current = stored(conn, scope, id)?;
    if current.campaign_status != status.as_str() {
        let row = CampaignRow {
            campaign_status: status.as_str().to_owned(),
            version: current.version.saturating_add(1),
            modified_at: scope.now,
            ..current.clone()
        };
        write(conn, scope, &row, (current.version, current.version))?;
    }
    find_campaign(conn, scope, id)
}

pub(in crate::outbound) fn stored(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<CampaignRow, Failure> {
    store::find(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found(WHAT, id))
}

/// `campaign-not-on` unless it is.
pub(in crate::outbound) fn require_on(row: &CampaignRow) -> Result<(), Failure> {
    if row.campaign_status == CampaignStatus::On.as_str() {
        Ok(())
    } else {
        Err(Failure::conflict(
            "campaign-not-on",
            format!(
                "campaign {:?} is {}; start it first",
                row.id, row.campaign_status
            ),
        ))
    }
}

/// Tells outside how a campaign stands now; without a version, that it is no more.
fn tell(
    conn: &mut Conn<'_>,
    scope: &Scope,
    row: &CampaignRow,
    version: Option<i32>,
) -> Result<(), Failure> {
    let changed = CampaignChanged {
        campaign_id: &row.id,
        campaign_status: &row.campaign_status,
        version,
    };
    publish(conn, scope, &changed)
}

fn write(
    conn: &mut Conn<'_>,
    scope: &Scope,
    row: &CampaignRow,
    (yours, current): (i32, i32),
) -> Result<(), Failure> {
    if store::update(conn, row).map_err(|error| Failure::from_write(error, WHAT))? {
        tell(conn, scope, row, Some(row.version))
    } else {
        Err(Failure::Stale { yours, current })
    }
}

fn row_of(scope: &Scope, new: &NewCampaign) -> Result<CampaignRow, Failure> {
    Ok(CampaignRow {
        tenant_id: scope.tenant().to_owned(),
        id: String::new(),
        name: new.name.clone(),
        campaign_status: String::new(),
        contact_list_id: new.contact_list_id.clone(),
        callable_time_set_id: new.callable_time_set_id.clone(),
        product_family: new.product_family.clone(),
        priority: new.priority.unwrap_or(3),
        max_attempts_per_contact: new.max_attempts_per_contact.unwrap_or(3),
        minutes_between_attempts: new.minutes_between_attempts.unwrap_or(60),
        wrap_up_code_mapping: documents::write(&new.wrap_up_code_mapping)?,
        allocation_terms: documents::write(&new.allocation_terms)?,
        exploration_share: new.exploration_share.unwrap_or(0.05),
        agent_callback_minutes: new.agent_callback_minutes.unwrap_or(60),
        version: 0,
        created_at: scope.now,
        modified_at: scope.now,
    })
}

fn check(conn: &mut Conn<'_>, scope: &Scope, new: &NewCampaign) -> Result<(), Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.name, "/name");
    faults.require_name(&new.product_family, "/productFamily");
    let mut within = |value: Option<i32>, least: i32, most: i32, pointer: &str| {
        let holds = value.is_none_or(|value| (least..=most).contains(&value));
        faults.require(
            holds,
            pointer,
            "out-of-range",
            format!("use {least} to {most}"),
        );
    };
    within(new.priority, 1, 5, "/priority");
    within(
        new.max_attempts_per_contact,
        1,
        50,
        "/maxAttemptsPerContact",
    );
    within(
        new.minutes_between_attempts,
        0,
        43_200,
        "/minutesBetweenAttempts",
    );
    within(
        new.agent_callback_minutes,
        0,
        10_080,
        "/agentCallbackMinutes",
    );
    faults.require(
        new.exploration_share
            .is_none_or(|share| (0.0..=1.0).contains(&share)),
        "/explorationShare",
        "out-of-range",
        "use 0 to 1",
    );
    check_terms(&new.allocation_terms, &mut faults);
    if let Err(Failure::NotFound { .. }) = stored_list(conn, scope, &new.contact_list_id) {
        faults.require(
            false,
            "/contactListId",
            "not-found",
            "name an existing contact list",
        );
    }
    let set = crate::outbound::policy::callable_time_sets::find_callable_time_set(
        conn,
        scope,
        &new.callable_time_set_id,
    );
    if let Err(Failure::NotFound { .. }) = set {
        faults.require(
            false,
            "/callableTimeSetId",
            "not-found",
            "name an existing callable time set",
        );
    }
    for (i, list) in new.dnc_list_ids.iter().enumerate() {
        let known = dnc::list(conn, scope.tenant(), list)?.is_some();
        let pointer = format!("/dncListIds/{i}");
        faults.require(
            known,
            pointer,
            "not-found",
            "name an existing do-not-call list",
        );
    }
    faults.into_result()
}

fn check_terms(terms: &AllocationTerms, faults: &mut Faults) {
    let mut require = |holds: bool, field: &str, remedy: &str| {
        faults.require(
            holds,
            format!("/allocationTerms/{field}"),
            "out-of-range",
            remedy,
        );
    };
    let amount = |value: f64| value.is_finite() && (0.0..=1e9).contains(&value);
    let share = |value: Option<f64>| value.is_none_or(|value| (0.0..=1.0).contains(&value));
    require(
        amount(terms.value_per_agent_minute),
        "valuePerAgentMinute",
        "use 0 to 1e9",
    );
    let minutes = terms.agent_minutes_per_contact;
    require(
        amount(minutes) && minutes > 0.0,
        "agentMinutesPerContact",
        "use more than 0 and at most 1e9",
    );
    require(
        terms.minimum_minutes.is_none_or(amount),
        "minimumMinutes",
        "use 0 to 1e9",
    );
    let most = terms.maximum_minutes;
    let above = most.is_none_or(|most| terms.minimum_minutes.is_none_or(|least| least <= most));
    require(
        most.is_none_or(amount) && above,
        "maximumMinutes",
        "use 0 to 1e9, and no less than minimumMinutes",
    );
    require(share(terms.minimum_share), "minimumShare", "use 0 to 1");
    let above = terms
        .maximum_share
        .is_none_or(|most| terms.minimum_share.is_none_or(|least| least <= most));
    require(
        share(terms.maximum_share) && above,
        "maximumShare",
        "use 0 to 1, and no less than minimumShare",
    );
}

fn from_row(row: CampaignRow, dnc_list_ids: Vec<String>) -> Result<Campaign, Failure> {
    let campaign_status = match row.campaign_status.as_str() {
        "on" => CampaignStatus::On,
        "off" => CampaignStatus::Off,
        other => {
            return Err(Failure::Database(DbError::Corrupt {
                what: WHAT,
                id: row.id.clone(),
                reason: format!("unknown status {other:?}"),
            }));
        }
    };
    Ok(Campaign {
        campaign_status,
        dnc_list_ids,
        wrap_up_code_mapping: documents::read(WHAT, &row.id, &row.wrap_up_code_mapping)?,
        allocation_terms: documents::read(WHAT, &row.id, &row.allocation_terms)?,
        id: row.id,
        name: row.name,
        contact_list_id: row.contact_list_id,
        callable_time_set_id: row.callable_time_set_id,
        product_family: row.product_family,
        priority: row.priority,
        max_attempts_per_contact: row.max_attempts_per_contact,
        minutes_between_attempts: row.minutes_between_attempts,
        exploration_share: row.exploration_share,
        agent_callback_minutes: row.agent_callback_minutes,
        version: row.version,
        date_created: row.created_at,
        date_modified: row.modified_at,
    })
}
