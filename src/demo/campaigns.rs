//! The demo's outbound work: two campaigns on a list of people who do not exist, the calls of the last weeks, and a few now.

use chrono::{Days, NaiveDate};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::callees::{CODES, CONTACTS, Callee, contacts_csv, handle_seconds, phone, place_of};
use super::centre::ZONE;
use crate::db::{Conn, Database, Instant};
use crate::failure::Failure;
use crate::organisation::midnight;
use crate::outbound::{
    CampaignStatus, Channel, ColumnMapping, ImportOptions, LeaseRequest, NewDncEntries, NewOutcome,
    StartLease, TENANT_DNC_LIST, add_dnc_entries, columns_of_list, contacts_of_csv,
    create_callable_time_set, create_campaign, create_contact_list, import_contacts,
    lease_contacts, record_outcome, start_lease, switch_campaign,
};
use crate::tenancy::Scope;

/// Days that were dialed before today.
const DAYS_DIALED: u64 = 21;

/// Hours of a day in which contacts were leased.
const HOURS_DIALED: [u32; 8] = [9, 11, 13, 15, 17, 18, 19, 20];

/// Contacts of each campaign that were leased in such an hour.
const LEASED_AN_HOUR: [i64; 2] = [8, 2];

/// A campaign that was made.
#[derive(Clone, Debug)]
pub struct DemoCampaign {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What dialing a few contacts came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dialed {
    /// Contacts leased.
    pub leased: usize,
    /// Leases whose start was allowed.
    pub started: usize,
    /// Outcomes recorded.
    pub recorded: usize,
}

/// Makes the list, the callable hours, the do-not-call entries and two campaigns as of three weeks ago, switches them on and dials
/// them from then until yesterday evening.
pub(super) fn create_campaigns(
    db: &Database,
    scope: &Scope,
    seed: u64,
) -> Result<Vec<DemoCampaign>, Failure> {
    let callees = Callee::all(seed);
    let today = scope.now.to_utc().with_timezone(&ZONE).date_naive();
    let first = today - Days::new(DAYS_DIALED);
    let began = at_hour(first, 0)?;
    let then = Scope {
        now: began,
        ..scope.clone()
    };
    let campaigns = db.write(|conn| create_as_of(conn, &then, &callees))?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for date in first.iter_days().take_while(|date| *date < today) {
        for hour in HOURS_DIALED {
            let then = Scope {
                now: at_hour(date, hour)?,
                ..scope.clone()
            };
            // An hour's calls are kept together: one by one they would take most of the demo's time.
            db.write(|conn| {
                for (campaign, count) in campaigns.iter().zip(LEASED_AN_HOUR) {
                    call(
                        conn,
                        &then,
                        (campaign, count),
                        (&callees, hour),
                        &mut random,
                    )?;
                }
                Ok::<_, Failure>(())
            })?;
        }
    }
    Ok(campaigns)
}

fn at_hour(date: NaiveDate, hour: u32) -> Result<Instant, Failure> {
    let midnight = midnight(date, ZONE)
        .ok_or_else(|| Failure::Internal(format!("{date} has no midnight in {ZONE}")))?;
    Ok(midnight.plus_minutes(i64::from(hour) * 60))
}

fn create_as_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    callees: &[Callee],
) -> Result<Vec<DemoCampaign>, Failure> {
    let every_day: Vec<Value> = (1..=7)
        .map(|day| json!({ "day": day, "startTime": "09:00", "stopTime": "21:00" }))
        .collect();
    let hours = parsed(json!({
        "name": "Nine to nine",
        "callableTimes": [{ "timeZoneId": "Asia/Shanghai", "timeSlots": every_day }],
    }))?;
    let hours_id = create_callable_time_set(conn, scope, hours)?.id;
    let number = |name: &str| json!({ "columnName": name, "columnDataType": "numeric" });
    let list = parsed(json!({
        "name": "Card holders", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN",
        "columnNames": ["age", "city", "cardTier", "monthsAsCustomer"],
        "columnDataTypeSpecifications": [number("age"), number("monthsAsCustomer")],
    }))?;
    let list_id = create_contact_list(conn, scope, list)?.id;
    let columns = columns_of_list(conn, scope, &list_id)?;
    let csv = contacts_csv(callees);
    let rows = contacts_of_csv(csv.as_bytes(), &ColumnMapping::default(), &columns)?;
    import_contacts(conn, scope, &list_id, &ImportOptions::default(), rows)?;
    let refused: Vec<String> = (0..CONTACTS).step_by(40).map(phone).collect();
    let entries: NewDncEntries = parsed(json!({ "phones": refused, "region": "CN" }))?;
    add_dnc_entries(conn, scope, TENANT_DNC_LIST, &entries)?;
    [
        ("Credit card upgrade", 4, 2.4, 0.6),
        ("Consumer loan", 3, 1.6, 1.0),
    ]
    .into_iter()
    .map(|(name, priority, value, most)| {
        let campaign = parsed(json!({
            "name": name, "contactListId": list_id, "callableTimeSetId": hours_id,
            "productFamily": name, "priority": priority,
            "wrapUpCodeMapping": { "mapping": {
                "sold": ["rightPartyContact", "businessSuccess"],
                "not interested": ["rightPartyContact", "businessFailure"],
                "call back": ["rightPartyContact", "businessNeutral"],
                "refused": ["rightPartyContact", "refusal"],
                "wrong party": ["liveAnswer"],
                "abandoned": ["abandoned"],
            } },
            "allocationTerms": {
                "valuePerAgentMinute": value, "agentMinutesPerContact": 6.0, "maximumShare": most,
            },
        }))?;
        let campaign = create_campaign(conn, scope, campaign)?;
        switch_campaign(conn, scope, &campaign.id, CampaignStatus::On)?;
        Ok(DemoCampaign {
            id: campaign.id,
            name: campaign.name,
        })
    })
    .collect()
}

/// One hour's calls of a campaign.
fn call(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (campaign, count): (&DemoCampaign, i64),
    (callees, hour): (&[Callee], u32),
    random: &mut ChaCha8Rng,
) -> Result<(), Failure> {
    let request = lease_request(count);
    for lease in lease_contacts(conn, scope, &campaign.id, &request)?.leases {
        let start = StartLease { token: lease.token };
        start_lease(conn, scope, &lease.lease_id, &start)?;
        let known = lease.external_id.as_deref().and_then(place_of);
        let callee = known.and_then(|place| callees.get(place)).ok_or_else(|| {
            Failure::Internal(format!(
                "contact {} is nobody of the demo's",
                lease.contact_id
            ))
        })?;
        let code = callee.answers(hour, random);
        let seconds = handle_seconds(code, random);
        let outcome: NewOutcome =
            parsed(json!({ "token": lease.token, "wrapUpCode": code, "handleSeconds": seconds }))?;
        let ended = Scope {
            now: scope.now.plus_seconds(i64::from(seconds) + 15),
            ..scope.clone()
        };
        record_outcome(conn, &ended, &lease.lease_id, &outcome)?;
    }
    Ok(())
}

fn lease_request(count: i64) -> LeaseRequest {
    LeaseRequest {
        count,
        ttl_seconds: 600,
        dialer_id: "demo dialer".to_owned(),
        agent_id: None,
        channel: Channel::Voice,
    }
}

/// Plays a dialer: leases a few contacts, starts them, reports what came of them. Outside callable hours there is
/// nothing to lease.
pub(super) fn dial(
    db: &Database,
    scope: &Scope,
    campaign: &DemoCampaign,
) -> Result<Dialed, Failure> {
    let request = lease_request(8);
    let leases = db
        .write(|conn| lease_contacts(conn, scope, &campaign.id, &request))?
        .leases;
    let mut dialed = Dialed {
        leased: leases.len(),
        ..Dialed::default()
    };
    for (number, lease) in leases.iter().enumerate() {
        let start = StartLease { token: lease.token };
        if db
            .write(|conn| start_lease(conn, scope, &lease.lease_id, &start))
            .is_err()
        {
            continue;
        }
        dialed.started += 1;
        let code = CODES[number % CODES.len()];
        let outcome: NewOutcome =
            parsed(json!({ "token": lease.token, "wrapUpCode": code, "handleSeconds": 95 }))?;
        db.write(|conn| record_outcome(conn, scope, &lease.lease_id, &outcome))?;
        dialed.recorded += 1;
    }
    Ok(dialed)
}

fn parsed<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    serde_json::from_value(value)
        .map_err(|error| Failure::Internal(format!("demo campaign: {error}")))
}
