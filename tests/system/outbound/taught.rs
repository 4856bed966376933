//! A campaign whose calls have something to teach: members buy, others hardly ever.

use crewcast::outbound::{
    Channel, LeaseRequest, NewOutcome, StartLease, lease_contacts, record_outcome, start_lease,
};
use crewcast::tenancy::{Role, Scope};
use serde_json::{Value, json};

use super::Calling;
use crate::support::{Centre, text};

/// Contacts on the list: every second one is a member.
pub const CONTACTS: usize = 600;

/// A campaign on that list.
pub struct Taught<'a> {
    pub calling: Calling<'a>,
    pub campaign: String,
}

impl<'a> Taught<'a> {
    /// The list and the campaign; nobody is called yet. `duration` is filled for the first so many contacts.
    pub fn on(centre: &'a Centre, durations: usize) -> Self {
        let number = |name: &str| json!({ "columnName": name, "columnDataType": "numeric" });
        let list = json!({
            "name": "Members", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN",
            "columnNames": ["member", "age", "duration"],
            "columnDataTypeSpecifications": [number("age"), number("duration")],
        });
        let list = centre
            .post(Role::Planner, "/outbound/contact-lists", &list)
            .id();
        let calling = Calling {
            list,
            ..Calling::on(centre)
        };
        let rows: String = (0..CONTACTS)
            .map(|n| {
                let member = if is_member(n) { "yes" } else { "no" };
                let duration = if n < durations { "90" } else { "" };
                format!("1380000{n:04},c{n},{member},{},{duration}\n", 20 + n % 50)
            })
            .collect();
        calling.imports(&format!("phone,externalId,member,age,duration\n{rows}"));
        let mapping = json!({ "mapping": {
            "sold": ["rightPartyContact", "businessSuccess"], "no": ["rightPartyContact", "businessFailure"],
            "wrong": ["liveAnswer"], "abandoned": ["abandoned"] } });
        let terms = json!({ "wrapUpCodeMapping": mapping, "explorationShare": 0.0 });
        let campaign = calling.campaign_with("Upgrade", "cards", terms);
        Self { calling, campaign }
    }

    /// Calls so many contacts; `code` says what comes of the one with that number.
    pub fn calls(&self, count: i64, code: impl Fn(usize) -> &'static str) {
        let centre = self.calling.centre;
        let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
        let request = LeaseRequest {
            count,
            ttl_seconds: 600,
            dialer_id: "d1".to_owned(),
            agent_id: None,
            channel: Channel::Voice,
        };
        let made = centre.db.write(|conn| {
            let leases = lease_contacts(conn, &scope, &self.campaign, &request)?.leases;
            for lease in &leases {
                let start = StartLease { token: lease.token };
                start_lease(conn, &scope, &lease.lease_id, &start)?;
                let number = lease.external_id.as_deref().unwrap();
                let outcome: NewOutcome = serde_json::from_value(json!({
                    "token": lease.token, "handleSeconds": 120,
                    "wrapUpCode": code(number[1..].parse().unwrap()),
                }))
                .unwrap();
                record_outcome(conn, &scope, &lease.lease_id, &outcome)?;
            }
            Ok::<_, crewcast::failure::Failure>(leases.len())
        });
        assert_eq!(made.expect("calls can be made"), count as usize);
    }

    /// Where the campaign's models are.
    pub fn models(&self) -> String {
        format!("/outbound/campaigns/{}/response-models", self.campaign)
    }

    /// Trains a model and reads it.
    pub fn model(&self, body: &Value) -> Value {
        let centre = self.calling.centre;
        let accepted = centre.post(Role::Planner, &self.models(), body);
        let result = centre.result_of_run(&accepted);
        let path = format!("{}/{}", self.models(), text(&result["responseModelId"]));
        centre.get(Role::Supervisor, &path).expect(200)
    }
}

/// Whether the contact of that number is a member.
pub fn is_member(number: usize) -> bool {
    number.is_multiple_of(2)
}

/// What comes of a call: half of the members buy, and next to nobody else.
pub fn as_usual(number: usize) -> &'static str {
    let buys = if is_member(number) {
        number.is_multiple_of(4)
    } else {
        number % 40 == 1
    };
    match (buys, number / 4 % 3) {
        (true, _) => "sold",
        (false, 0) => "no",
        (false, 1) => "wrong",
        (false, _) => "no answer",
    }
}
