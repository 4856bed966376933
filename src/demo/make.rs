//! The steps from an empty database to a demo centre whose main job can be run.

use std::io::Write as _;

use chrono::{Days, NaiveDate};

use super::campaigns::{self, DemoCampaign, Dialed};
use super::centre::{ZONE, create_centre};
use super::history::{COUNTRY, history_csv, monday_of};
use super::states::live_the_shifts;
use super::users::{SignIn, create_users};
use crate::db::{Database, Instant};
use crate::failure::Failure;
use crate::history::{Import, ImportKind, ImportOptions, Upload, import_file};
use crate::organisation::{BusinessUnit, ShippedYears, midnight, take_over_shipped_calendar};
use crate::tenancy::{Scope, TenantId, create_tenant, first_tenant};

/// The demo plans last week and the week under way, so that there is adherence to see and a day to steer.
pub const DEMO_WEEKS: u32 = 2;

/// The demo centre before its main job.
#[derive(Clone, Debug)]
pub struct DemoCentre {
    /// Whose it is.
    pub tenant_id: TenantId,
    /// What is planned.
    pub business_unit: BusinessUnit,
    /// Everybody.
    pub agent_ids: Vec<String>,
    /// One a role.
    pub sign_ins: Vec<SignIn>,
    /// The past that was imported.
    pub import: Import,
    /// The Monday at which the planned weeks begin.
    pub week_date: NaiveDate,
    seed: u64,
}

/// Makes tenant, organisation, users and past; all of it, or after an error an unfinished database to be deleted.
///
/// # Errors
/// `not-empty` when the database has a tenant already.
pub fn create_demo(db: &Database, now: Instant, seed: u64) -> Result<DemoCentre, Failure> {
    if db.read(first_tenant)?.is_some() {
        let detail = "the database holds a tenant already; name a fresh file with --database, or serve this one \
            with `crewcast serve`";
        return Err(Failure::conflict("not-empty", detail));
    }
    let (scope, centre, sign_ins) = db.write(|conn| {
        let tenant = create_tenant(conn, "Demo bank", now)?;
        let scope = Scope::system(tenant.id, now);
        let centre = create_centre(conn, &scope)?;
        let all_years = ShippedYears {
            country: COUNTRY,
            first_year: None,
            last_year: None,
        };
        let unit = &centre.business_unit.id;
        take_over_shipped_calendar(conn, &scope, unit, all_years, false)?;
        let first = centre
            .agent_ids
            .first()
            .map(String::as_str)
            .unwrap_or_default();
        let sign_ins = create_users(conn, &scope, first)?;
        Ok::<_, Failure>((scope, centre, sign_ins))
    })?;
    let today = now.to_utc().with_timezone(&ZONE).date_naive();
    let import = import_past(
        db,
        &scope,
        &centre.business_unit.id,
        &history_csv(today, seed)?,
    )?;
    Ok(DemoCentre {
        tenant_id: scope.actor.tenant_id.clone(),
        business_unit: centre.business_unit,
        agent_ids: centre.agent_ids,
        sign_ins,
        import,
        week_date: monday_of(today) - Days::new(7),
        seed,
    })
}

fn import_past(
    db: &Database,
    scope: &Scope,
    business_unit_id: &str,
    csv: &str,
) -> Result<Import, Failure> {
    let unwritable =
        |error: std::io::Error| Failure::Internal(format!("the demo's history file: {error}"));
    let mut file = tempfile::NamedTempFile::new().map_err(unwritable)?;
    file.write_all(csv.as_bytes()).map_err(unwritable)?;
    let options = ImportOptions {
        file_name: Some("demo-history.csv".to_owned()),
        ..ImportOptions::new(business_unit_id, ImportKind::Intervals)
    };
    import_file(
        db,
        scope,
        &Upload::of_path(file.path())?,
        &options,
        &mut |_| {},
    )
}

/// Lets the agents live their published shifts up to now; returns how many events that made.
///
/// # Errors
/// Those of recording events.
pub fn live_demo(db: &Database, centre: &DemoCentre, scope: &Scope) -> Result<usize, Failure> {
    let from = midnight(centre.week_date, ZONE).ok_or_else(|| {
        Failure::Internal(format!("{} has no midnight in {ZONE}", centre.week_date))
    })?;
    live_the_shifts(db, scope, &centre.agent_ids, from, centre.seed)
}

/// Makes the demo's campaigns, on, with three weeks of calls behind them.
///
/// # Errors
/// Those of the outbound operations.
pub fn create_demo_campaigns(
    db: &Database,
    scope: &Scope,
    seed: u64,
) -> Result<Vec<DemoCampaign>, Failure> {
    campaigns::create_campaigns(db, scope, seed)
}

/// Plays a dialer on each campaign.
///
/// # Errors
/// Those of the outbound operations.
pub fn dial_demo(
    db: &Database,
    scope: &Scope,
    campaigns: &[DemoCampaign],
) -> Result<Dialed, Failure> {
    let mut all = Dialed::default();
    for campaign in campaigns {
        let one = campaigns::dial(db, scope, campaign)?;
        all.leased += one.leased;
        all.started += one.started;
        all.recorded += one.recorded;
    }
    Ok(all)
}
