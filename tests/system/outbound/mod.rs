//! Outbound work: lists come in, dialers lease, start and report, surplus is allocated.

mod allocation;
mod callbacks;
mod campaigns;
mod contact_filters;
mod contact_findings;
mod contact_imports;
mod contact_policy;
mod contact_sources;
mod contacts;
mod dialer_sim;
mod holding;
mod holds;
mod lease_metrics;
mod leases;
mod order;
mod pacing;
mod performance;
mod persons;
mod response_models;
mod segment_proposals;
mod side_by_side;
mod taught;

use crewcast::tenancy::Role;
use serde_json::{Value, json};

use crate::support::{Answer, Centre};

/// 10:00 on a Monday in Shanghai.
const MONDAY_TEN: &str = "2026-11-23T02:00:00Z";

/// A contact list, callable 09:00 to 21:00 every day in the callee's zone, with campaigns on it.
struct Calling<'a> {
    centre: &'a Centre,
    list: String,
    hours: String,
}

impl<'a> Calling<'a> {
    fn on(centre: &'a Centre) -> Self {
        let slots: Vec<Value> = (1..=7)
            .map(|day| json!({ "day": day, "startTime": "09:00", "stopTime": "21:00" }))
            .collect();
        let hours = json!({ "name": "Office hours", "callableTimes": [{ "timeZoneId": "*", "timeSlots": slots }] });
        let list =
            json!({ "name": "Spring", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN" });
        Self {
            hours: centre
                .post(Role::Planner, "/outbound/callable-time-sets", &hours)
                .id(),
            list: centre
                .post(Role::Planner, "/outbound/contact-lists", &list)
                .id(),
            centre,
        }
    }

    fn imports(&self, csv: &str) -> Value {
        let path = format!("/outbound/contact-lists/{}/contacts/import", self.list);
        self.centre
            .upload(Role::Planner, &path, "text/csv", csv)
            .expect(200)
    }

    /// Puts `count` contacts on the list: 138 0000 0000 and on.
    fn with_contacts(self, count: usize) -> Self {
        let rows: String = (0..count)
            .map(|i| format!("1380000{i:04},c{i}\n"))
            .collect();
        self.imports(&format!("phone,externalId\n{rows}"));
        self
    }

    fn campaign_with(&self, name: &str, family: &str, more: Value) -> String {
        let mut body = json!({
            "name": name, "contactListId": self.list, "callableTimeSetId": self.hours, "productFamily": family,
            "wrapUpCodeMapping": { "mapping": {
                "sold": ["businessSuccess"], "refused": ["refusal"], "never": ["doNotCall"] } }
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let id = self
            .centre
            .post(Role::Planner, "/outbound/campaigns", &body)
            .id();
        let started = format!("/outbound/campaigns/{id}/start");
        self.centre
            .post(Role::Planner, &started, &Value::Null)
            .expect(200);
        id
    }

    fn campaign(&self, name: &str, family: &str) -> String {
        self.campaign_with(name, family, json!({}))
    }

    fn lease(&self, campaign: &str, count: usize) -> Vec<Value> {
        self.lease_with(campaign, count, json!({}))
    }

    fn lease_with(&self, campaign: &str, count: usize, more: Value) -> Vec<Value> {
        let answer = self.ask(campaign, count, more);
        answer["leases"].as_array().unwrap().clone()
    }

    /// The whole answer to a request for leases.
    fn ask(&self, campaign: &str, count: usize, more: Value) -> Value {
        let mut body = json!({ "count": count, "ttlSeconds": 600, "dialerId": "d1" });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let path = format!("/outbound/campaigns/{campaign}/leases");
        self.centre.post(Role::Dialer, &path, &body).expect(200)
    }

    fn start(&self, lease: &Value) -> Answer {
        self.send(lease, "start", json!({}))
    }

    fn outcome(&self, lease: &Value, code: &str) -> Answer {
        self.send(lease, "outcome", json!({ "wrapUpCode": code }))
    }

    /// A step of a lease, with its token.
    fn send(&self, lease: &Value, step: &str, more: Value) -> Answer {
        let id = lease["leaseId"].as_str().unwrap();
        let mut body = json!({ "token": lease["token"] });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let path = format!("/outbound/leases/{id}/{step}");
        self.centre.post(Role::Dialer, &path, &body)
    }

    fn progress(&self, campaign: &str) -> Value {
        let path = format!("/outbound/campaigns/{campaign}/progress");
        self.centre.get(Role::Planner, &path).expect(200)
    }

    /// Puts a phone on the tenant's do-not-call list.
    fn blocks(&self, phone: &str) {
        let path = "/outbound/dnc-lists/tenant/entries";
        let body = json!({ "phone": phone });
        self.centre.post(Role::Planner, path, &body).expect(200);
    }
}

/// The caller's ids of leased contacts.
fn who(leases: &[Value]) -> Vec<&str> {
    let ids = leases.iter().map(|lease| &lease["externalId"]);
    ids.map(|id| id.as_str().unwrap()).collect()
}
