//! Contact policies: kept, changed, read; and the one that binds a campaign.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::callable_times::CallableTimes;
use super::packs::pack;
use super::permitted_hours::PermittedHours;
use super::terms::PolicyTerms;
use crate::db::{Conn, DbError, Instant, Record};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::store::contact_policies::{self as store, ContactPolicyRow};
use crate::outbound::store::{campaigns, pool};
use crate::records;
use crate::tenancy::{Scope, new_id};

/// How often, how soon and on which conditions people may be called.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactPolicy {
    /// Its id.
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// Whether it binds the campaigns that name none; one policy of the tenant at most does.
    pub is_default: bool,
    /// What it says.
    pub terms: PolicyTerms,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub date_created: Instant,
    /// When it was last changed.
    pub date_modified: Instant,
}

/// A policy to be made, or what one is to become.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewContactPolicy {
    /// Unique in the tenant.
    pub name: String,
    /// Whether it is to bind the campaigns that name none.
    #[serde(default)]
    pub is_default: bool,
    /// What it says; this or `packId`.
    pub terms: Option<PolicyTerms>,
    /// A policy pack whose terms it begins with; they are its own from then on.
    pub pack_id: Option<String>,
}

/// The policy that binds a campaign, ready to be asked.
#[derive(Clone, Debug, Default)]
pub(in crate::outbound) struct BindingPolicy {
    /// Its id; `None` where neither the campaign names one nor the tenant has a default.
    pub id: Option<String>,
    /// What it says.
    pub terms: PolicyTerms,
    /// Its callable hours.
    pub hours: Option<CallableTimes>,
}

const KIND: &str = "contact policy";

/// Makes a policy.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken; `another-default`.
pub fn create_contact_policy(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewContactPolicy,
) -> Result<ContactPolicy, Failure> {
    let row = ContactPolicyRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        terms: documents::write(&terms_of(scope, &new)?)?,
        name: new.name,
        is_default: new.is_default,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    require_one_default(conn, scope, &row)?;
    ContactPolicyRow::insert(conn, std::slice::from_ref(&row))
        .map_err(|error| Failure::from_write(error, KIND))?;
    if row.is_default {
        reopen_all(conn, scope)?;
    }
    of_row(row)
}

/// One policy.
///
/// # Errors
/// `not-found`.
pub fn find_contact_policy(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<ContactPolicy, Failure> {
    records::find(conn, scope, KIND, None, id).and_then(of_row)
}

/// A page of policies.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_contact_policies(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<ContactPolicy>, Failure> {
    records::page(conn, scope, None, page, of_row)
}

/// Changes a policy of this version; contacts it held are judged anew.
///
/// # Errors
/// [`Failure::Stale`], [`Failure::Invalid`], `not-found`, `already-exists`, `another-default`.
pub fn update_contact_policy(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    version: i32,
    new: NewContactPolicy,
) -> Result<ContactPolicy, Failure> {
    let terms = documents::write(&terms_of(scope, &new)?)?;
    let known: ContactPolicyRow = records::find(conn, scope, KIND, None, id)?;
    records::expect_version(&known, version)?;
    let was_default = known.is_default;
    let row = ContactPolicyRow {
        name: new.name,
        is_default: new.is_default,
        terms,
        version: version.saturating_add(1),
        modified_at: scope.now,
        ..known
    };
    require_one_default(conn, scope, &row)?;
    records::replace(conn, scope, KIND, &row, version)?;
    if was_default || row.is_default {
        reopen_all(conn, scope)?;
    } else {
        for campaign in store::campaigns_naming(conn, scope.tenant(), id)? {
            pool::reopen(conn, scope.tenant(), &campaign, scope.now)?;
        }
    }
    of_row(row)
}

/// Deletes a policy that no campaign names.
///
/// # Errors
/// `not-found`, `in-use`.
pub fn delete_contact_policy(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let known: ContactPolicyRow = records::find(conn, scope, KIND, None, id)?;
    records::delete::<ContactPolicyRow>(conn, scope, KIND, None, id)?;
    if known.is_default {
        reopen_all(conn, scope)?;
    }
    Ok(())
}

/// The policy a campaign names, else the tenant's default, else none.
///
/// # Errors
/// `not-found` never happens but to a broken database.
pub(in crate::outbound) fn policy_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
) -> Result<BindingPolicy, Failure> {
    let row: Option<ContactPolicyRow> = match store::named_by(conn, scope.tenant(), campaign_id)? {
        Some(id) => Some(records::find(conn, scope, KIND, None, &id)?),
        None => store::default_policy(conn, scope.tenant())?,
    };
    let Some(row) = row else {
        return Ok(BindingPolicy::default());
    };
    let policy = of_row(row)?;
    let zone = policy.terms.attempt_limits.time_zone_id.as_deref();
    if let Some(zone) = zone.filter(|zone| zone.parse::<Tz>().is_err()) {
        return Err(Failure::Database(DbError::Corrupt {
            what: KIND,
            id: policy.id.clone(),
            reason: format!("unknown time zone {zone:?}"),
        }));
    }
    let hours = policy.terms.callable_hours.as_ref().map(|hours| {
        let every_day = PermittedHours {
            time_zone: None,
            start_time: hours.start_time.clone(),
            stop_time: hours.stop_time.clone(),
        };
        every_day.as_callable_times()
    });
    Ok(BindingPolicy {
        id: Some(policy.id),
        terms: policy.terms,
        hours,
    })
}

/// The terms as sent, or the pack's at this instant.
fn terms_of(scope: &Scope, new: &NewContactPolicy) -> Result<PolicyTerms, Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.name, "/name");
    let terms = match (&new.terms, &new.pack_id) {
        (Some(terms), None) => Some(terms.clone()),
        (None, Some(id)) => {
            let today = scope.now.to_utc().date_naive();
            let known = pack(id).map(|pack| pack.terms_on(today));
            let remedy = "name a pack of GET /outbound/policy-packs";
            faults.require(known.is_some(), "/packId", "not-found", remedy);
            known
        }
        _ => {
            let remedy = "give terms or packId, one of them";
            faults.require(false, "/terms", "missing", remedy);
            None
        }
    };
    if let Some(terms) = &terms {
        terms.check(&mut faults);
    }
    faults.into_result()?;
    Ok(terms.unwrap_or_default())
}

fn require_one_default(
    conn: &mut Conn<'_>,
    scope: &Scope,
    row: &ContactPolicyRow,
) -> Result<(), Failure> {
    if !row.is_default {
        return Ok(());
    }
    let other = store::default_policy(conn, scope.tenant())?;
    match other.filter(|other| other.id != row.id) {
        None => Ok(()),
        Some(other) => Err(Failure::conflict(
            "another-default",
            format!(
                "{:?} is the tenant's default; send isDefault false for it first",
                other.name
            ),
        )),
    }
}

/// Lets every contact be judged anew.
fn reopen_all(conn: &mut Conn<'_>, scope: &Scope) -> Result<(), Failure> {
    for campaign in campaigns::all(conn, scope.tenant())? {
        pool::reopen(conn, scope.tenant(), &campaign, scope.now)?;
    }
    Ok(())
}

fn of_row(row: ContactPolicyRow) -> Result<ContactPolicy, Failure> {
    Ok(ContactPolicy {
        terms: documents::read(KIND, &row.id, &row.terms)?,
        id: row.id,
        name: row.name,
        is_default: row.is_default,
        version: row.version,
        date_created: row.created_at,
        date_modified: row.modified_at,
    })
}
