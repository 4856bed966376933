//! Campaigns: what is to be dialled, by which rules.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::allocation_terms::AllocationTerms;
use super::budgets::{CampaignBudgets, CampaignGoals};
use super::check::check;
use super::kind::{CampaignKind, DialingMode};
use super::recurrence::CampaignRecurrence;
use super::settings::{CampaignSettings, ContactSort, DynamicLineBalancingSettings, EventRules};
use super::sorting::sort_untried;
use super::status::{CampaignError, CampaignStatus, StatusReason};
use super::steps::CampaignStep;
use super::wrap_up::WrapUpCodeMapping;
use crate::db::{Conn, Instant};
use crate::documents;
use crate::events::{CampaignChanged, publish};
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::outbound::contacts::lists::locked_list;
use crate::outbound::leasing::admit::admit_list;
use crate::outbound::leasing::sift::apply_filters;
use crate::outbound::store::campaigns::{self as store, CampaignRow};
use crate::outbound::store::{contact_policies, pool};
use crate::tenancy::{Scope, new_id};

/// Outbound work on one contact list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Campaign {
    /// Its id.
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// What it does with the contacts of its list.
    pub kind: CampaignKind,
    /// Who dials, and when.
    pub dialing_mode: DialingMode,
    /// Whether it hands out contacts.
    pub campaign_status: CampaignStatus,
    /// Why it has that status; absent where nobody has changed it.
    pub status_reason: Option<StatusReason>,
    /// What keeps it from working, where it is `invalid`.
    pub errors: Vec<CampaignError>,
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
    /// What else may be set.
    #[serde(flatten)]
    pub settings: CampaignSettings,
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
    /// `singleStep` when left out; it cannot be changed later.
    #[serde(default)]
    pub kind: CampaignKind,
    /// `external` when left out.
    #[serde(default)]
    pub dialing_mode: DialingMode,
    /// Preview, which needs it: 1 to 3,600.
    pub preview_time_out_seconds: Option<i64>,
    /// Whether it stays on when no contact is left.
    #[serde(default)]
    pub always_running: bool,
    /// 1 to 15: calls started for each free agent at most.
    pub max_calls_per_agent: Option<f64>,
    /// Lines it may use.
    pub outbound_line_count: Option<i32>,
    /// Share (0 to 1) of answered calls that may be abandoned.
    pub abandon_rate: Option<f64>,
    /// Filters of its list that a contact must meet, all of them; at most 10.
    #[serde(default)]
    pub contact_list_filter_ids: Vec<String>,
    /// By what contacts come that have not been tried yet; at most 4.
    #[serde(default)]
    pub contact_sorts: Vec<ContactSort>,
    /// Kind `multiStep`: 2 to 10 steps.
    #[serde(default)]
    pub steps: Vec<CampaignStep>,
    /// Kind `recurring`: when it is filled again.
    pub recurrence: Option<CampaignRecurrence>,
    /// Kind `eventTriggered`: what it takes of events.
    pub event_rules: Option<EventRules>,
    /// How lines are shared with other campaigns.
    #[serde(default)]
    pub dynamic_line_balancing_settings: DynamicLineBalancingSettings,
    /// What it may spend.
    #[serde(default)]
    pub budgets: CampaignBudgets,
    /// What it is to reach.
    #[serde(default)]
    pub goals: CampaignGoals,
}

impl NewCampaign {
    /// What is kept as one document.
    pub(super) fn settings(&self) -> CampaignSettings {
        CampaignSettings {
            preview_time_out_seconds: self.preview_time_out_seconds,
            always_running: self.always_running,
            max_calls_per_agent: self.max_calls_per_agent,
            outbound_line_count: self.outbound_line_count,
            abandon_rate: self.abandon_rate,
            contact_list_filter_ids: self.contact_list_filter_ids.clone(),
            contact_sorts: self.contact_sorts.clone(),
            steps: self.steps.clone(),
            recurrence: self.recurrence.clone(),
            event_rules: self.event_rules.clone(),
            dynamic_line_balancing_settings: self.dynamic_line_balancing_settings.clone(),
            budgets: self.budgets.clone(),
            goals: self.goals.clone(),
        }
    }

    /// Tries in all; of a campaign of steps the most that a step allows.
    fn max_attempts(&self) -> i32 {
        let of_steps = self.steps.iter().map(|step| step.max_attempts).max();
        of_steps.or(self.max_attempts_per_contact).unwrap_or(3)
    }
}

pub(super) const WHAT: &str = "campaign";

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
        campaign_status: CampaignStatus::Off.code().to_owned(),
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
    if current.kind != new.kind.code() {
        return Err(Failure::conflict(
            "campaign-kind-fixed",
            "a campaign stays of its kind; make another campaign of the other kind",
        ));
    }
    let before = CampaignSettings::of(&current)?;
    let row = CampaignRow {
        id: current.id.clone(),
        campaign_status: current.campaign_status.clone(),
        status_reason: current.status_reason.clone(),
        errors: current.errors.clone(),
        version: version.saturating_add(1),
        created_at: current.created_at,
        ..row_of(scope, &new)?
    };
    write(conn, scope, &row, (version, current.version))?;
    let lists: Vec<String> = new.dnc_list_ids.iter().cloned().collect();
    store::replace_dnc_lists(conn, scope.tenant(), id, &lists)?;
    let policy = new.contact_policy_id.clone();
    contact_policies::name_policy(conn, scope.tenant(), id, policy.as_deref())?;
    pool::reopen(conn, scope.tenant(), id, scope.now)?;
    if before.contact_list_filter_ids != new.contact_list_filter_ids {
        apply_filters(conn, scope, &row)?;
    }
    if before.contact_sorts != new.contact_sorts {
        sort_untried(conn, scope, &row)?;
    }
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

pub(in crate::outbound) fn stored(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<CampaignRow, Failure> {
    store::find(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found(WHAT, id))
}

/// Whether there is a campaign of that id.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn is_campaign(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<bool, Failure> {
    Ok(store::find(conn, scope.tenant(), id)?.is_some())
}

/// Whether a campaign hands out contacts.
pub(in crate::outbound) fn is_on(row: &CampaignRow) -> bool {
    row.campaign_status == CampaignStatus::On.code()
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

/// `campaign-not-on` unless it is, or its running calls come to their end.
pub(in crate::outbound) fn require_on_or_stopping(row: &CampaignRow) -> Result<(), Failure> {
    if row.campaign_status == CampaignStatus::Stopping.code() {
        return Ok(());
    }
    require_on(row)
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

/// Writes a campaign over the version before its own, and tells of it.
///
/// # Errors
/// [`Failure::Stale`]; `already-exists`.
pub(super) fn write(
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
        max_attempts_per_contact: new.max_attempts(),
        minutes_between_attempts: new.minutes_between_attempts.unwrap_or(60),
        wrap_up_code_mapping: documents::write(&new.wrap_up_code_mapping)?,
        allocation_terms: documents::write(&new.allocation_terms)?,
        exploration_share: new.exploration_share.unwrap_or(0.05),
        agent_callback_minutes: new.agent_callback_minutes.unwrap_or(60),
        kind: new.kind.code().to_owned(),
        dialing_mode: new.dialing_mode.code().to_owned(),
        settings: documents::write(&new.settings())?,
        status_reason: String::new(),
        errors: "[]".to_owned(),
        version: 0,
        created_at: scope.now,
        modified_at: scope.now,
    })
}

pub(super) fn status_of(row: &CampaignRow) -> Result<CampaignStatus, Failure> {
    Ok(CampaignStatus::of_code(
        WHAT,
        &row.id,
        &row.campaign_status,
    )?)
}

/// Why a campaign has its status, where somebody changed it.
pub(super) fn reason_of(row: &CampaignRow) -> Result<Option<StatusReason>, Failure> {
    if row.status_reason.is_empty() {
        return Ok(None);
    }
    Ok(Some(documents::read(WHAT, &row.id, &row.status_reason)?))
}

fn from_row(
    row: CampaignRow,
    dnc_list_ids: Vec<String>,
    contact_policy_id: Option<String>,
) -> Result<Campaign, Failure> {
    Ok(Campaign {
        campaign_status: status_of(&row)?,
        status_reason: reason_of(&row)?,
        errors: documents::read(WHAT, &row.id, &row.errors)?,
        kind: CampaignKind::of_code(WHAT, &row.id, &row.kind)?,
        dialing_mode: DialingMode::of_code(WHAT, &row.id, &row.dialing_mode)?,
        settings: CampaignSettings::of(&row)?,
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
