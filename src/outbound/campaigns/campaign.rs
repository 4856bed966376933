//! Campaigns: what is to be dialled, by which rules.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::allocation_terms::AllocationTerms;
use super::wrap_up::WrapUpCodeMapping;
use crate::db::{Conn, DbError, Instant};
use crate::documents;
use crate::events::{CampaignChanged, publish};
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::contacts::lists::{locked_list, stored_list};
use crate::outbound::leasing::admit::admit_list;
use crate::outbound::policy::contact_policies::find_contact_policy;
use crate::outbound::store::campaigns::{self as store, CampaignRow};
use crate::outbound::store::{contact_policies, dnc, pool};
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
    /// The contact policy it names; the tenant's default binds it where absent.
    pub contact_policy_id: Option<String>,
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
    /// The contact policy that is to bind it; the tenant's default when left out.
    pub contact_policy_id: Option<String>,
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
    locked_list(conn, scope, &new.contact_list_id)?;
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
    let policy = new.contact_policy_id;
    contact_policies::name_policy(conn, scope.tenant(), &row.id, policy.as_deref())?;
    admit_list(conn, scope, &row.id, &row.contact_list_id)?;
    tell(conn, scope, &row, Some(row.version))?;
    from_row(row, lists, policy)
}

/// One campaign.
///
/// # Errors
/// `not-found`.
pub fn find_campaign(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Campaign, Failure> {
    let row = stored(conn, scope, id)?;
    let lists = store::dnc_lists_of(conn, scope.tenant(), id)?;
    let policy = contact_policies::named_by(conn, scope.tenant(), id)?;
    from_row(row, lists, policy)
}

/// What a campaign's agent-minutes are worth, and whether it uses them.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignTerms {
    /// For people to read.
    pub name: String,
    /// Whether contacts are leased out.
    pub status: CampaignStatus,
    /// What it is worth and may have.
    pub terms: AllocationTerms,
}

/// The terms of those campaigns that there are, by their ids.
///
/// # Errors
/// Only the database's.
pub fn campaign_terms(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ids: &[&str],
) -> Result<BTreeMap<String, CampaignTerms>, Failure> {
    let rows = store::of_ids(conn, scope.tenant(), ids)?.into_iter();
    let read = rows.map(|row| {
        let terms = CampaignTerms {
            status: status_of(&row)?,
            terms: documents::read(WHAT, &row.id, &row.allocation_terms)?,
            name: row.name,
        };
        Ok((row.id, terms))
    });
    read.collect()
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
        let policy = contact_policies::named_by(conn, scope.tenant(), &row.id)?;
        campaigns.push(from_row(row, lists, policy)?);
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
    // Before the campaign's row, for which others may wait.
    pool::lock_for_lifting(conn, scope.tenant())?;
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
    let policy = new.contact_policy_id;
    contact_policies::name_policy(conn, scope.tenant(), id, policy.as_deref())?;
    pool::reopen(conn, scope.tenant(), id, scope.now)?;
    from_row(row, lists, policy)
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

/// Whether a campaign hands out contacts.
pub(in crate::outbound) fn is_on(row: &CampaignRow) -> bool {
    row.campaign_status == CampaignStatus::On.as_str()
}

/// `campaign-not-on` unless it is.
pub(in crate::outbound) fn require_on(row: &CampaignRow) -> Result<(), Failure> {
    if is_on(row) {
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
    new.allocation_terms.check(&mut faults);
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
    if let Some(policy) = &new.contact_policy_id
        && let Err(Failure::NotFound { .. }) = find_contact_policy(conn, scope, policy)
    {
        faults.require(
            false,
            "/contactPolicyId",
            "not-found",
            "name an existing contact policy, or leave it out for the tenant's default",
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

fn status_of(row: &CampaignRow) -> Result<CampaignStatus, Failure> {
    match row.campaign_status.as_str() {
        "on" => Ok(CampaignStatus::On),
        "off" => Ok(CampaignStatus::Off),
        other => Err(Failure::Database(DbError::Corrupt {
            what: WHAT,
            id: row.id.clone(),
            reason: format!("unknown status {other:?}"),
        })),
    }
}

fn from_row(
    row: CampaignRow,
    dnc_list_ids: Vec<String>,
    contact_policy_id: Option<String>,
) -> Result<Campaign, Failure> {
    Ok(Campaign {
        campaign_status: status_of(&row)?,
        dnc_list_ids,
        contact_policy_id,
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
