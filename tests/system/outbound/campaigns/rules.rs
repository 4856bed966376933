//! Campaign rules: conditions that come to hold are answered with actions, once.

use std::sync::Barrier;

use crewcast::outbound::evaluate_campaigns;
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use super::super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, list, text};

const RULES: &str = "/outbound/campaign-rules";

impl Calling<'_> {
    /// A rule on a campaign: `conditions`, and `actions` on that campaign.
    fn rule(&self, campaign: &str, conditions: &Value, actions: &Value) -> String {
        let actions: Vec<Value> = list(actions)
            .iter()
            .map(|action| {
                let mut action = action.clone();
                action["useTriggeringEntity"] = json!(true);
                action
            })
            .collect();
        let body = json!({ "name": format!("rule on {campaign} {conditions} {actions:?}").chars().take(90).collect::<String>(),
            "timeZone": "Asia/Shanghai", "campaignRuleEntities": { "campaignIds": [campaign] },
            "campaignRuleConditions": conditions, "campaignRuleActions": actions });
        self.centre.post(Role::Planner, RULES, &body).id()
    }

    fn firings(&self, rule: &str) -> Vec<Value> {
        let page = self
            .centre
            .get(Role::Planner, &format!("{RULES}/{rule}/firings"))
            .expect(200);
        list(&page["entities"]).clone()
    }
}

fn at_least(kind: &str, value: f64) -> Value {
    json!([{ "conditionType": kind, "operator": "greaterThanEquals", "value": value }])
}

#[rstest]
fn a_rule_fires_once_when_its_condition_comes_to_hold_and_keeps_what_it_saw(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(4);
    let campaign = calling.campaign_on("loans", &json!({}));
    let rule = calling.rule(
        &campaign,
        &at_least("campaignBusinessSuccess", 2.0),
        &json!([{ "actionType": "setCampaignPriority", "value": 5 }, { "actionType": "turnOffCampaign" }]),
    );
    calling.calls(&campaign, "sold");
    assert_eq!(calling.evaluates()["firings"], 0);
    calling.calls(&campaign, "sold");
    assert_eq!(calling.evaluates()["firings"], 1);
    let now = calling.stands(&campaign);
    assert_eq!(
        (&now["priority"], &now["campaignStatus"]),
        (&json!(5), &json!("off"))
    );
    assert_eq!(now["statusReason"]["code"], "rule");
    calling.asks(&campaign, "start").expect(200);
    assert_eq!(calling.evaluates()["firings"], 0, "it holds still");
    let fired = calling.firings(&rule);
    assert_eq!(fired.len(), 1);
    let seen = &fired[0]["conditions"][0];
    assert_eq!(
        (&seen["seen"], &seen["value"], &seen["holds"]),
        (&json!(2.0), &json!(2.0), &json!(true))
    );
    let outcomes: Vec<String> = list(&fired[0]["actions"])
        .iter()
        .map(|one| text(&one["outcome"]))
        .collect();
    assert_eq!(outcomes, ["done", "done"]);
}

#[rstest]
fn every_condition_is_met_by_what_happens_in_the_campaign(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(8);
    let campaign = calling.campaign_on("loans", &json!({ "maxAttemptsPerContact": 1 }));
    let nothing = json!([{ "actionType": "setCampaignPriority", "value": 3 }]);
    let rules: Vec<(&str, String)> = [
        ("campaignProgress", 75.0),
        ("campaignAgents", 1.0),
        ("campaignRecordsAttempted", 6.0),
        ("campaignContactRate", 60.0),
        ("campaignBusinessSuccess", 1.0),
        ("campaignBusinessFailure", 1.0),
        ("campaignBusinessNeutral", 1.0),
        ("campaignRightPartyContacts", 3.0),
        ("campaignValidAttempts", 6.0),
        ("campaignAbandonRate", 20.0),
        ("campaignRunTime", 10.0),
    ]
    .into_iter()
    .map(|(kind, value)| (kind, calling.rule(&campaign, &at_least(kind, value), &nothing)))
    .chain([
        ("campaignStatus", calling.rule(
            &campaign, &json!([{ "conditionType": "campaignStatus", "status": "on" }]), &nothing)),
        ("timeOfDay", calling.rule(
            &campaign,
            &json!([{ "conditionType": "timeOfDay", "startTime": "10:10", "stopTime": "11:00", "daysOfWeek": [1] }]),
            &nothing)),
    ])
    .collect();
    calling.evaluates();
    for (kind, rule) in &rules {
        let expected = usize::from(*kind == "campaignStatus");
        assert_eq!(
            calling.firings(rule).len(),
            expected,
            "{kind} before anything happens"
        );
    }
    centre.moves_on_by_seconds(600);
    for code in ["sold", "no", "spoke", "refused", "dropped", "busy"] {
        calling.calls(&campaign, code);
    }
    calling.lease_with(&campaign, 1, json!({ "agentId": "ada" }));
    calling.evaluates();
    for (kind, rule) in &rules {
        let fired = calling.firings(rule);
        assert_eq!(fired.len(), 1, "{kind}");
        assert_eq!(fired[0]["conditions"][0]["conditionType"], *kind);
    }
}

#[rstest]
fn every_action_does_what_it_says_and_tells_where_it_could_not(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(2);
    let campaign = calling.campaign_on("loans", &json!({ "maxAttemptsPerContact": 1 }));
    let other = calling.campaign_off("other", &json!({}));
    let second = calling.campaign_off("second", &json!({}));
    let body = json!({ "name": "after", "campaignIds": [second] });
    let sequence = centre
        .post(Role::Planner, "/outbound/sequences", &body)
        .id();
    calling.calls(&campaign, "busy");
    let own = json!({ "useTriggeringEntity": true });
    let action = |kind: &str, more: Value| {
        let mut action = json!({ "actionType": kind });
        for part in [&more, &own] {
            for (key, value) in part.as_object().into_iter().flatten() {
                action[key] = value.clone();
            }
        }
        action
    };
    let body = json!({ "name": "all", "campaignRuleEntities": { "campaignIds": [campaign] },
        "campaignRuleConditions": at_least("campaignValidAttempts", 1.0),
        "campaignRuleActions": [
            action("setCampaignPriority", json!({ "value": 1 })),
            action("setCampaignWeight", json!({ "value": 70 })),
            action("setCampaignNumberOfLines", json!({ "value": 12 })),
            action("setCampaignMaxCallsPerAgent", json!({ "value": 1.5 })),
            action("setCampaignAbandonRate", json!({ "value": 0.02 })),
            action("setCampaignDialingMode", json!({ "dialingMode": "progressive" })),
            action("setCampaignDialingMode", json!({ "dialingMode": "preview" })),
            action("turnOffCampaign", json!({})),
            action("recycleCampaign", json!({})),
            { "actionType": "turnOnCampaign", "campaignIds": [other] },
            { "actionType": "turnOnSequence", "sequenceIds": [sequence] },
            { "actionType": "turnOffSequence", "sequenceIds": [sequence] },
            { "actionType": "pauseCampaign", "campaignIds": [other] },
            { "actionType": "turnOnCampaign", "campaignIds": [other] }] });
    let rule = centre.post(Role::Planner, RULES, &body).id();
    calling.evaluates();
    let fired = calling.firings(&rule);
    let outcomes: Vec<(String, String)> = list(&fired[0]["actions"])
        .iter()
        .map(|one| (text(&one["actionType"]), text(&one["outcome"])))
        .collect();
    let refused: Vec<usize> = (0..outcomes.len())
        .filter(|i| outcomes[*i].1 == "refused")
        .collect();
    assert_eq!(refused, [6], "preview needs its time-out: {outcomes:?}");
    assert_eq!(
        outcomes[13].1, "unchanged",
        "a paused campaign is left alone"
    );
    assert!(
        (0..13).filter(|i| *i != 6).all(|i| outcomes[i].1 == "done"),
        "{outcomes:?}"
    );
    let now = calling.stands(&campaign);
    assert_eq!(
        (
            &now["priority"],
            &now["outboundLineCount"],
            &now["maxCallsPerAgent"],
            &now["abandonRate"]
        ),
        (&json!(1), &json!(12), &json!(1.5), &json!(0.02))
    );
    assert_eq!(now["dynamicLineBalancingSettings"]["relativeWeight"], 70);
    assert_eq!(
        (&now["dialingMode"], &now["campaignStatus"]),
        (&json!("progressive"), &json!("on"))
    );
    assert_eq!(
        calling.lease(&campaign, 9).len(),
        2,
        "the busy one came back"
    );
    assert_eq!(
        (
            calling.status(&other).as_str(),
            calling.why(&other).as_str()
        ),
        ("off", "paused")
    );
    assert_eq!(calling.status(&second), "off");
}

#[rstest]
fn what_a_rule_cannot_be_is_said_where_it_stands(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let bad = json!({ "name": "x", "campaignRuleEntities": {},
        "campaignRuleConditions": [{ "conditionType": "campaignProgress" }, { "conditionType": "campaignStatus" },
            { "conditionType": "timeOfDay", "startTime": "9", "stopTime": "08:00" }],
        "campaignRuleActions": [{ "actionType": "setCampaignPriority", "value": 6, "useTriggeringEntity": true },
            { "actionType": "turnOnCampaign" }, { "actionType": "turnOffSequence", "sequenceIds": ["nobody"] }] });
    assert_eq!(
        centre.post(Role::Planner, RULES, &bad).pointers(),
        [
            "/campaignRuleEntities",
            "/campaignRuleConditions/0/operator",
            "/campaignRuleConditions/0/value",
            "/campaignRuleConditions/1/status",
            "/campaignRuleConditions/2/startTime",
            "/campaignRuleActions/0/value",
            "/campaignRuleActions/1",
            "/campaignRuleActions/2/sequenceIds/0",
        ]
    );
}

#[rstest]
fn two_servers_that_evaluate_at_once_fire_a_rule_and_apply_a_schedule_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(2);
    let campaign = calling.campaign_on("loans", &json!({}));
    let scheduled = calling.campaign_off("scheduled", &json!({}));
    let body = json!({ "name": "hours", "campaignId": scheduled, "timeZone": "UTC",
        "recurrences": [{ "start": "2026-11-01T00:00", "end": "2026-11-01T23:00", "type": "daily" }] });
    centre
        .post(Role::Planner, "/outbound/schedules/campaigns", &body)
        .expect(201);
    calling.calls(&campaign, "sold");
    let rule = calling.rule(
        &campaign,
        &at_least("campaignValidAttempts", 1.0),
        &json!([{ "actionType": "setCampaignPriority", "value": 5 }]),
    );
    let before = calling.stands(&scheduled)["version"].as_i64().unwrap();
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let together = Barrier::new(4);
    let firings: usize = std::thread::scope(|threads| {
        let runs: Vec<_> = (0..4)
            .map(|_| {
                threads.spawn(|| {
                    together.wait();
                    evaluate_campaigns(&centre.db, &scope).unwrap()
                })
            })
            .collect();
        let done = runs.into_iter().map(|run| run.join().unwrap());
        done.map(|done| {
            assert_eq!(done.failures, 0, "{done:?}");
            done.firings
        })
        .sum()
    });
    assert_eq!(firings, 1);
    assert_eq!(calling.firings(&rule).len(), 1);
    let now = calling.stands(&scheduled);
    assert_eq!(now["campaignStatus"], "on");
    assert_eq!(now["version"].as_i64().unwrap(), before + 1);
}
