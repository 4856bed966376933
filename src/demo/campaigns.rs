//! The demo's outbound work: two campaigns, a list of people who do not exist, a few calls with their outcomes.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::db::Database;
use crate::failure::Failure;
use crate::outbound::{
    CampaignStatus, Channel, ColumnMapping, ImportOptions, LeaseRequest, ListColumns,
    NewDncEntries, NewOutcome, StartLease, TENANT_DNC_LIST, add_dnc_entries, contacts_of_csv,
    create_callable_time_set, create_campaign, create_contact_list, import_contacts,
    lease_contacts, record_outcome, start_lease, switch_campaign,
};
use crate::tenancy::Scope;

/// How many contacts the demo's list has.
const CONTACTS: u32 = 5_000;

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

/// Makes the list, the callable hours, the do-not-call entries and two campaigns, and switches them on.
pub(super) fn create_campaigns(db: &Database, scope: &Scope) -> Result<Vec<DemoCampaign>, Failure> {
    db.write(|conn| {
        let every_day: Vec<Value> =
            (1..=7).map(|day| json!({ "day": day, "startTime": "09:00", "stopTime": "21:00" })).collect();
        let hours = parsed(json!({
            "name": "Nine to nine",
            "callableTimes": [{ "timeZoneId": "Asia/Shanghai", "timeSlots": every_day }],
        }))?;
        let hours_id = create_callable_time_set(conn, scope, hours)?.id;
        let list = parsed(json!({
            "name": "Card holders", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN",
        }))?;
        let list_id = create_contact_list(conn, scope, list)?.id;
        let rows = contacts_of_csv(
            contacts_csv().as_bytes(),
            &ColumnMapping::default(),
            &ListColumns::default(),
        )?;
        import_contacts(conn, scope, &list_id, &ImportOptions::default(), rows)?;
        let refused: Vec<String> = (0..CONTACTS).step_by(40).map(phone).collect();
        let entries: NewDncEntries = parsed(json!({ "phones": refused, "region": "CN" }))?;
        add_dnc_entries(conn, scope, TENANT_DNC_LIST, &entries)?;
        [("Credit card upgrade", 4, 2.4, 0.6), ("Consumer loan", 3, 1.6, 1.0)]
            .into_iter()
            .map(|(name, priority, value, most)| {
                let campaign = parsed(json!({
                    "name": name, "contactListId": list_id, "callableTimeSetId": hours_id,
                    "productFamily": name, "priority": priority,
                    "wrapUpCodeMapping": { "mapping": {
                        "sold": ["rightPartyContact", "businessSuccess"],
                        "refused": ["rightPartyContact", "refusal"],
                    } },
                    "allocationTerms": {
                        "valuePerAgentMinute": value, "agentMinutesPerContact": 6.0, "maximumShare": most,
                    },
                }))?;
                let campaign = create_campaign(conn, scope, campaign)?;
                switch_campaign(conn, scope, &campaign.id, CampaignStatus::On)?;
                Ok(DemoCampaign { id: campaign.id, name: campaign.name })
            })
            .collect()
    })
}

/// Plays a dialer: leases a few contacts, starts them, reports what came of them. Outside callable hours there is
/// nothing to lease.
pub(super) fn dial(
    db: &Database,
    scope: &Scope,
    campaign: &DemoCampaign,
) -> Result<Dialed, Failure> {
    let request = LeaseRequest {
        count: 8,
        ttl_seconds: 300,
        dialer_id: "demo dialer".to_owned(),
        agent_id: None,
        channel: Channel::Voice,
    };
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
        let code = ["no answer", "sold", "no answer", "refused"][number % 4];
        let outcome: NewOutcome =
            parsed(json!({ "token": lease.token, "wrapUpCode": code, "handleSeconds": 95 }))?;
        db.write(|conn| record_outcome(conn, scope, &lease.lease_id, &outcome))?;
        dialed.recorded += 1;
    }
    Ok(dialed)
}

fn contacts_csv() -> String {
    let mut csv = String::from("phone,name,externalId\n");
    for number in 0..CONTACTS {
        // Writing to a string cannot fail.
        let _ = writeln!(
            csv,
            "{},Customer {},C{:05}",
            phone(number),
            number + 1,
            number + 1
        );
    }
    csv
}

/// A well-formed mobile number of a block that is given to nobody in the demo's world.
fn phone(number: u32) -> String {
    format!("1380013{:04}", number)
}

fn parsed<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    serde_json::from_value(value)
        .map_err(|error| Failure::Internal(format!("demo campaign: {error}")))
}
