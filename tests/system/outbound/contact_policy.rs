//! Contact policy: one ledger a person, limits over campaigns, consent, customer tiers, do-not-call with an end, and why.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Calling, MONDAY_TEN, who};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

pub(super) fn a_policy(centre: &Centre, name: &str, terms: Value) -> String {
    let body = json!({ "name": name, "terms": terms });
    centre
        .post(Role::Planner, "/outbound/contact-policies", &body)
        .id()
}

fn diagnostics(centre: &Centre, campaign: &str, contact: &Value) -> Value {
    let contact = contact.as_str().unwrap();
    let path = format!("/outbound/campaigns/{campaign}/contacts/{contact}/diagnostics");
    centre.get(Role::Supervisor, &path).expect(200)
}

/// The id of the person whom the caller's systems call so.
pub(super) fn person(centre: &Centre, external_id: &str) -> String {
    let asked = json!({ "externalId": external_id });
    let found = centre
        .post(Role::Planner, "/outbound/persons/search", &asked)
        .expect(200);
    found["entities"][0]["id"]
        .as_str()
        .expect("a person")
        .to_owned()
}

#[rstest]
fn attempts_of_all_campaigns_count_for_one_person_and_the_second_start_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    // One person with two phones.
    calling.imports("phone,externalId,personId\n13800000001,a,li\n13800000002,b,li\n");
    let limit =
        json!({ "countedBy": "person", "count": 1, "perDays": 7, "source": "house rule 3" });
    let policy = a_policy(&centre, "once a week", json!({ "rollingLimits": [limit] }));
    let bound = json!({ "contactPolicyId": policy });
    let loans = calling.campaign_with("loans", "loans", bound.clone());
    let cards = calling.campaign_with("cards", "cards", bound);
    // Both are leased before either call is made.
    let by_loans = calling.lease(&loans, 2);
    let by_cards = calling.lease(&cards, 2);
    assert_eq!((by_loans.len(), by_cards.len()), (2, 2));
    calling.start(&by_loans[0]).expect(200);
    assert_eq!(
        calling.start(&by_loans[0]).expect(200)["attempt"],
        1,
        "a repeat tells the same"
    );
    let heartbeat = calling.send(&by_loans[0], "heartbeat", json!({ "ttlSeconds": 600 }));
    heartbeat.expect(200);
    assert_problem(&calling.start(&by_loans[1]), 409, "attempt-limit");
    assert_problem(&calling.start(&by_cards[0]), 409, "attempt-limit");
    let told = diagnostics(&centre, &cards, &by_cards[0]["contactId"]);
    assert_eq!(told["isCallable"], false);
    let reason = &told["reason"];
    assert_eq!(
        (
            &reason["reason"],
            &reason["until"],
            &reason["rule"],
            &reason["source"]
        ),
        (
            &json!("attemptLimit"),
            &json!("2026-11-30T02:00:00Z"),
            &json!("/terms/rollingLimits/0"),
            &json!("house rule 3")
        )
    );
    centre.moves_on_by_seconds(7 * 86_400);
    assert_eq!(
        calling.lease(&cards, 2).len(),
        2,
        "seven days later both may be called"
    );
}

#[rstest]
fn two_starts_of_one_person_at_once_are_one_call(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let rows: String = (0..8).map(|i| format!("1380000{i:04},c{i},li\n")).collect();
    calling.imports(&format!("phone,externalId,personId\n{rows}"));
    let gap = json!({ "minimumGaps": [{ "countedBy": "person", "minutes": 60 }] });
    let policy = a_policy(&centre, "an hour", gap);
    let campaign = calling.campaign_with("loans", "loans", json!({ "contactPolicyId": policy }));
    let leases = calling.lease(&campaign, 8);
    assert_eq!(leases.len(), 8);
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let starts: Vec<_> = leases
            .iter()
            .map(|lease| scope.spawn(|| calling.start(lease).status))
            .collect();
        starts
            .into_iter()
            .map(|start| start.join().expect("no start fails"))
            .collect()
    });
    let started = answers.iter().filter(|status| **status == 200).count();
    assert_eq!(started, 1, "{answers:?}");
    assert!(
        answers.iter().all(|status| matches!(status, 200 | 409)),
        "{answers:?}"
    );
}

#[rstest]
fn a_conversation_cools_off_the_person_but_for_the_call_they_asked_for(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,externalId,personId\n13800000001,a,li\n13800000002,b,wu\n");
    let policy = a_policy(
        &centre,
        "a week",
        json!({ "conversationCoolingOffs": [{ "days": 7 }] }),
    );
    let spoke = json!({ "contactPolicyId": policy, "minutesBetweenAttempts": 0,
        "wrapUpCodeMapping": { "mapping": { "later": ["rightPartyContact"] } } });
    let campaign = calling.campaign_with("loans", "loans", spoke);
    let leases = calling.lease(&campaign, 2);
    for lease in &leases {
        calling.start(lease).expect(200);
    }
    let asks = json!({ "wrapUpCode": "later", "callbackAt": "2026-11-23T03:00:00Z" });
    calling.send(&leases[0], "outcome", asks).expect(200);
    calling.outcome(&leases[1], "later").expect(200);
    centre.moves_on_by_seconds(3_600);
    let now = calling.lease(&campaign, 2);
    assert_eq!(who(&now), who(&leases[..1]));
    calling.start(&now[0]).expect(200);
    let told = diagnostics(&centre, &campaign, &leases[1]["contactId"]);
    assert_eq!(told["reason"]["reason"], "conversationCoolingOff");
    assert_eq!(told["reason"]["until"], "2026-11-30T02:00:00Z");
}

#[rstest]
fn without_a_consent_on_record_nobody_is_called_and_a_withdrawal_ends_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,externalId,personId\n13800000001,a,li\n13800000002,b,wu\n");
    // The tenant's default binds campaigns that name none.
    let body = json!({ "name": "by consent", "isDefault": true, "packId": "china-09-21" });
    centre
        .post(Role::Planner, "/outbound/contact-policies", &body)
        .expect(201);
    let campaign = calling.campaign("loans", "loans");
    assert!(calling.lease(&campaign, 5).is_empty());
    assert_eq!(
        calling.progress(&campaign)["numberOfContactsHeld"]["consentMissing"],
        2
    );
    let ledger = format!("/outbound/persons/{}/ledger", person(&centre, "li"));
    let nameless = json!({ "kind": "consent" });
    let answer = centre.post(Role::Planner, &ledger, &nameless);
    assert_problem(&answer, 422, "invalid");
    let forever =
        json!({ "kind": "consent", "source": "form 7", "expiresAt": "9999-12-31T00:00:00Z" });
    let answer = centre.post(Role::Planner, &ledger, &forever);
    assert_eq!(answer.json()["errors"][0]["pointer"], "/expiresAt");
    let given = json!({ "kind": "consent", "source": "form 7", "productFamily": "loans",
        "expiresAt": "2027-11-23T00:00:00Z" });
    centre.post(Role::Planner, &ledger, &given).expect(200);
    let leases = calling.lease(&campaign, 5);
    assert_eq!(who(&leases), ["a"]);
    centre.moves_on_by_seconds(1);
    let withdrawn = json!({ "kind": "withdrawal" });
    centre.post(Role::Planner, &ledger, &withdrawn).expect(200);
    assert_problem(&calling.start(&leases[0]), 409, "consent-missing");
}

#[rstest]
fn the_ledger_tells_a_persons_story_over_campaigns_and_masks_phones(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,externalId,personId\n13800000001,a,li\n");
    let campaign = calling.campaign("loans", "loans");
    let lease = calling.lease(&campaign, 1).remove(0);
    calling.start(&lease).expect(200);
    calling.outcome(&lease, "refused").expect(200);
    let kinds = |ledger: &Value| -> Vec<String> {
        let entries = ledger["entities"].as_array().unwrap().iter();
        let mut kinds: Vec<_> = entries
            .map(|entry| entry["kind"].as_str().unwrap().to_owned())
            .collect();
        kinds.sort();
        kinds
    };
    let masked = centre
        .get(
            Role::Planner,
            &format!("/outbound/persons/{}/ledger", person(&centre, "li")),
        )
        .expect(200);
    assert_eq!(kinds(&masked), ["attempt", "conversation", "refusal"]);
    let entry = &masked["entities"][0];
    assert_eq!(
        (&entry["phone"], &entry["wrapUpCode"], &entry["leaseId"]),
        (
            &json!("+86******0001"),
            &json!("refused"),
            &lease["leaseId"]
        )
    );
    let contact = lease["contactId"].as_str().unwrap();
    let path = format!("/outbound/contacts/{contact}/ledger");
    let of_contact = centre.get(Role::Dialer, &path).expect(200);
    assert_eq!(kinds(&of_contact), kinds(&masked));
    assert_eq!(of_contact["entities"][0]["phone"], "+8613800000001");
    assert_eq!(
        diagnostics(&centre, &campaign, &lease["contactId"])["reason"]["reason"],
        "finished"
    );
}

#[rstest]
fn a_refusal_cools_another_family_for_the_days_of_the_policy(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,externalId,personId\n13800000001,a,li\n");
    let rule = json!({ "productFamily": "loans", "coolingOffDays": 180, "coolsFamilies": { "cards": 30 } });
    let policy = a_policy(&centre, "gentle", json!({ "refusals": [rule] }));
    let bound = json!({ "contactPolicyId": policy });
    let loans = calling.campaign_with("loans", "loans", bound.clone());
    let cards = calling.campaign_with("cards", "cards", bound);
    let lease = calling.lease(&loans, 1).remove(0);
    calling.start(&lease).expect(200);
    calling.outcome(&lease, "refused").expect(200);
    assert!(calling.lease(&cards, 1).is_empty());
    let told = diagnostics(&centre, &cards, &lease["contactId"]);
    assert_eq!(told["reason"]["until"], "2026-12-23T02:00:00Z");
    centre.moves_on_by_seconds(30 * 86_400);
    assert_eq!(calling.lease(&cards, 1).len(), 1);
}

#[rstest]
fn a_customer_tier_narrows_gaps_for_a_time_and_never_touches_do_not_call(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,externalId,personId\n13800000001,a,li\n13800000002,b,wu\n");
    let terms = json!({
        "minimumGaps": [{ "countedBy": "person", "minutes": 600 }],
        "customerTiers": { "urgent": { "minimumGaps": [{ "countedBy": "person", "minutes": 30 }] } }
    });
    let policy = a_policy(&centre, "ten hours", terms);
    let often = json!({ "contactPolicyId": policy, "minutesBetweenAttempts": 0 });
    let campaign = calling.campaign_with("loans", "loans", often);
    for lease in calling.lease(&campaign, 2) {
        calling.start(&lease).expect(200);
        calling.outcome(&lease, "busy").expect(200);
    }
    centre.moves_on_by_seconds(1_800);
    assert!(calling.lease(&campaign, 2).is_empty());
    let path = &format!("/outbound/service-tier-overrides/{}", person(&centre, "li"));
    let nameless = json!({ "tier": "urgent", "reason": " ", "expiresAt": "2026-11-24T00:00:00Z" });
    let answer = centre.send(Role::Planner, "PUT", path, &nameless);
    assert_eq!(answer.json()["errors"][0]["pointer"], "/reason");
    let given =
        json!({ "tier": "urgent", "reason": "claim 12", "expiresAt": "2026-11-24T00:00:00Z" });
    centre.send(Role::Planner, "PUT", path, &given).expect(200);
    let leases = calling.lease(&campaign, 2);
    assert_eq!(who(&leases), ["a"]);
    calling.blocks("+8613800000001");
    assert_problem(&calling.start(&leases[0]), 409, "do-not-call");
}

#[rstest]
fn a_do_not_call_entry_may_end_and_a_list_may_bind_a_product_family(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,externalId\n13800000001,a\n13800000002,b\n");
    let loans = calling.campaign("loans", "loans");
    let cards = calling.campaign("cards", "cards");
    let list = json!({ "name": "no loans", "productFamily": "loans" });
    let list = centre
        .post(Role::Planner, "/outbound/dnc-lists", &list)
        .id();
    let path = format!("/outbound/dnc-lists/{list}/entries");
    let file = "phone,expiresAt,reason\n13800000001,2026-11-23T03:00:00Z,asked by letter\n";
    let import = format!("{path}/import?region=CN");
    let added = centre
        .upload(Role::Planner, &import, "text/csv", file)
        .expect(200);
    assert_eq!(added, json!({ "received": 1, "added": 1 }));
    let entries = centre.get(Role::Dialer, &path).expect(200);
    assert_eq!(entries["entities"][0]["reason"], "asked by letter");
    assert_eq!(who(&calling.lease(&loans, 5)), ["b"]);
    assert_eq!(
        calling.lease(&cards, 5).len(),
        2,
        "another family is not bound"
    );
    centre.moves_on_by_seconds(3_599);
    let still: Vec<Value> = calling.lease(&loans, 5);
    assert!(!who(&still).contains(&"a"));
    centre.moves_on_by_seconds(1);
    assert!(who(&calling.lease(&loans, 5)).contains(&"a"));
    let faulty = "phone,expiresAt\n13800000001,9999-12-31T00:00:00Z\n";
    let answer = centre.upload(Role::Planner, &import, "text/csv", faulty);
    assert_problem(&answer, 422, "invalid");
    assert_eq!(answer.json()["errors"][0]["pointer"], "/rows/2/expiresAt");
}

#[rstest]
fn with_number_zones_a_callee_must_be_callable_where_the_number_rings_too(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // 10:00 in New York, 07:00 in Los Angeles.
    let Some(centre) = Centre::start_at(engine, "2026-11-23T15:00:00Z") else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports(
        "phone,externalId,timeZone\n+12125550123,east,America/New_York\n+12135550123,west,America/New_York\n",
    );
    let body = json!({ "name": "by law", "packId": "us-telemarketing" });
    let policy = centre
        .post(Role::Planner, "/outbound/contact-policies", &body)
        .id();
    let campaign = calling.campaign_with("loans", "loans", json!({ "contactPolicyId": policy }));
    assert_eq!(who(&calling.lease(&campaign, 5)), ["east"]);
    centre.moves_on_by_seconds(2 * 3_600);
    assert!(
        who(&calling.lease(&campaign, 5)).contains(&"west"),
        "09:00 in Los Angeles"
    );
}

#[rstest]
fn a_policy_is_changed_by_version_has_one_default_and_stays_while_a_campaign_names_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let consent = json!({ "consentRequired": true });
    let policy = a_policy(&centre, "by consent", consent.clone());
    let campaign = calling.campaign_with("loans", "loans", json!({ "contactPolicyId": policy }));
    assert!(calling.lease(&campaign, 1).is_empty());
    let path = format!("/outbound/contact-policies/{policy}");
    assert_problem(
        &centre.send(Role::Planner, "DELETE", &path, &Value::Null),
        409,
        "in-use",
    );
    let freer = json!({ "name": "free", "isDefault": true, "terms": {} });
    centre.put(Role::Planner, &path, 1, &freer).expect(200);
    assert_eq!(
        calling.lease(&campaign, 1).len(),
        1,
        "what it held is judged anew"
    );
    assert_problem(&centre.put(Role::Planner, &path, 1, &freer), 412, "stale");
    let second = json!({ "name": "second", "isDefault": true, "terms": consent });
    let answer = centre.post(Role::Planner, "/outbound/contact-policies", &second);
    assert_problem(&answer, 409, "another-default");
    let packs = centre
        .get(Role::Planner, "/outbound/policy-packs")
        .expect(200);
    assert_eq!(packs[1]["id"], "us-debt-collection");
    assert_eq!(packs[1]["terms"]["rollingLimits"][0]["count"], 7);
}

#[rstest]
fn nobody_is_called_on_a_holiday_of_the_set(#[values(Sqlite, Postgres)] engine: Engine) {
    // 10:00 on National Day in Shanghai.
    let Some(centre) = Centre::start_at(engine, "2026-10-01T02:00:00Z") else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let path = format!("/outbound/callable-time-sets/{}", calling.hours);
    let mut set = centre.get(Role::Planner, &path).expect(200);
    let body = json!({ "name": set["name"], "callableTimes": set["callableTimes"].take(),
        "exceptions": { "closedOnHolidaysOf": ["mainlandChina"] } });
    let changed = centre.put(Role::Planner, &path, 1, &body).expect(200);
    assert_eq!(changed["holidaysKnownUntil"], 2026);
    let campaign = calling.campaign("loans", "loans");
    assert!(calling.lease(&campaign, 1).is_empty());
    // The first day after the holidays is 8 October.
    centre.moves_on_by_seconds(7 * 86_400);
    assert_eq!(calling.lease(&campaign, 1).len(), 1);
}
