//! Campaigns of every kind: their states, what contacts go through, and what runs them by itself.

mod budgets;
mod events;
mod figures;
mod filters;
mod rules;
mod schedules;
mod sequences;
mod states;
mod steps;

use crewcast::tenancy::Role;
use serde_json::{Value, json};

use super::Calling;
use crate::support::Answer;

/// Outcomes of these campaigns: `sold`, `refused`, `never`, `spoke` (neutral), `no` (failure); others say nothing.
fn outcomes() -> Value {
    json!({ "mapping": {
        "sold": ["rightPartyContact", "businessSuccess"], "refused": ["refusal"], "never": ["doNotCall"],
        "spoke": ["rightPartyContact", "businessNeutral"], "no": ["rightPartyContact", "businessFailure"],
        "dropped": ["abandoned"] } })
}

impl Calling<'_> {
    /// A campaign that is off.
    fn campaign_off(&self, name: &str, more: &Value) -> String {
        self.makes(name, more).id()
    }

    /// The answer to a campaign that may not be.
    fn makes(&self, name: &str, more: &Value) -> Answer {
        let mut body = json!({ "name": name, "contactListId": self.list, "callableTimeSetId": self.hours,
            "productFamily": "loans", "wrapUpCodeMapping": outcomes(), "minutesBetweenAttempts": 0 });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        self.centre
            .post(Role::Planner, "/outbound/campaigns", &body)
    }

    /// The same, started.
    fn campaign_on(&self, name: &str, more: &Value) -> String {
        let id = self.campaign_off(name, more);
        assert_eq!(self.asks(&id, "start").expect(200)["campaignStatus"], "on");
        id
    }

    /// `start`, `stop`, `pause` of a campaign.
    fn asks(&self, campaign: &str, what: &str) -> Answer {
        let path = format!("/outbound/campaigns/{campaign}/{what}");
        self.centre.post(Role::Planner, &path, &Value::Null)
    }

    fn recycles(&self, campaign: &str, body: &Value) -> Answer {
        let path = format!("/outbound/campaigns/{campaign}/recycle");
        self.centre.post(Role::Planner, &path, body)
    }

    fn stands(&self, campaign: &str) -> Value {
        let path = format!("/outbound/campaigns/{campaign}");
        self.centre.get(Role::Planner, &path).expect(200)
    }

    fn status(&self, campaign: &str) -> String {
        self.stands(campaign)["campaignStatus"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Why a campaign has its status.
    fn why(&self, campaign: &str) -> String {
        self.stands(campaign)["statusReason"]["code"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// What the service does by itself every minute.
    fn evaluates(&self) -> Value {
        let done = self
            .centre
            .post(
                Role::Planner,
                "/outbound/campaign-evaluations",
                &Value::Null,
            )
            .expect(200);
        assert_eq!(done["failures"], 0, "{done}");
        done
    }

    /// One call to one contact, with this outcome.
    fn calls(&self, campaign: &str, code: &str) -> Value {
        let lease = self.lease(campaign, 1).remove(0);
        self.start(&lease).expect(200);
        self.outcome(&lease, code).expect(200)
    }
}
