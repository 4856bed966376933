//! Who may not be called is moved out of the way once, with the reason, and comes back when that changes.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Calling, MONDAY_TEN, who};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

/// A contact as JSON, with what is said of it.
fn contact(number: usize, more: Value) -> Value {
    let mut contact =
        json!({ "phone": format!("1380000{number:04}"), "externalId": format!("c{number}") });
    for (key, value) in more.as_object().into_iter().flatten() {
        contact[key] = value.clone();
    }
    contact
}

impl Calling<'_> {
    fn imports_json(&self, contacts: &[Value]) -> Value {
        let path = format!("/outbound/contact-lists/{}/contacts/import", self.list);
        let body = json!({ "contacts": contacts });
        self.centre.post(Role::Planner, &path, &body).expect(200)
    }

    fn unblocks(&self, phone: &str) -> crate::support::Answer {
        let path = format!("/outbound/dnc-lists/tenant/entries/{phone}");
        self.centre
            .send(Role::Planner, "DELETE", &path, &Value::Null)
    }
}

#[rstest]
fn a_contact_that_is_blocked_when_it_comes_in_is_held_from_the_start(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let campaign = calling.campaign("loans", "loans");
    calling.imports_json(&[
        contact(0, json!({ "doNotCall": true })),
        contact(1, json!({})),
    ]);
    let progress = calling.progress(&campaign);
    assert_eq!(progress["numberOfContactsHeld"], json!({ "doNotCall": 1 }));
    assert_eq!(progress["numberOfContactsSkipped"]["doNotCall"], 1);
    assert_eq!(who(&calling.lease(&campaign, 10)), ["c1"]);
}

#[rstest]
fn an_entry_holds_its_contacts_everywhere_and_its_removal_lets_them_back(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(2);
    let loans = calling.campaign("loans", "loans");
    let cards = calling.campaign("cards", "cards");
    calling.blocks("+8613800000000");
    for campaign in [&loans, &cards] {
        assert_eq!(
            calling.progress(campaign)["numberOfContactsSkipped"]["doNotCall"],
            1
        );
    }
    assert_eq!(who(&calling.lease(&loans, 10)), ["c1"]);
    calling.unblocks("+8613800000000").expect(204);
    assert_eq!(calling.progress(&loans)["numberOfContactsHeld"], json!({}));
    assert_eq!(who(&calling.lease(&loans, 10)), ["c0"]);
    assert_eq!(who(&calling.lease(&cards, 10)), ["c0", "c1"]);
    assert_problem(&calling.unblocks("+8613800000000"), 404, "not-found");
}

#[rstest]
fn an_entry_removed_while_another_list_binds_keeps_the_contact_held(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let own = centre
        .post(
            Role::Planner,
            "/outbound/dnc-lists",
            &json!({ "name": "Own" }),
        )
        .id();
    let loans = calling.campaign_with("loans", "loans", json!({ "dncListIds": [own.clone()] }));
    let entries = format!("/outbound/dnc-lists/{own}/entries");
    let entry = json!({ "phone": "+8613800000000" });
    centre.post(Role::Planner, &entries, &entry).expect(200);
    calling.blocks("+8613800000000");
    calling.unblocks("+8613800000000").expect(204);
    assert!(calling.lease(&loans, 10).is_empty());
    assert_eq!(
        calling.progress(&loans)["numberOfContactsSkipped"]["doNotCall"],
        1
    );
}

#[rstest]
fn a_contacts_own_hours_narrow_the_campaigns_and_put_it_off_until_they_open(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let campaign = calling.campaign("loans", "loans");
    let hours = |start: &str, stop: &str| json!({ "permittedHours": { "startTime": start, "stopTime": stop } });
    calling.imports_json(&[
        contact(0, hours("12:00", "12:30")),
        contact(1, hours("00:00", "00:00")),
        contact(2, hours("07:00", "10:05")),
        contact(3, json!({ "permittedHours": { "timeZone": "UTC", "startTime": "02:00", "stopTime": "03:00" } })),
    ]);
    // It is 10:00 in Shanghai, 02:00 UTC.
    let leases = calling.lease(&campaign, 10);
    assert_eq!(who(&leases), ["c2", "c3"]);
    assert_eq!(
        leases[0]["expiresAt"], "2026-11-23T02:05:00Z",
        "its own hours end"
    );
    let progress = calling.progress(&campaign);
    assert_eq!(
        progress["numberOfContactsHeld"],
        json!({ "outsideCallableHours": 2 })
    );
    for lease in &leases {
        calling.outcome(lease, "sold").expect(200);
    }
    centre.moves_on_by_seconds(7_199);
    assert!(calling.lease(&campaign, 10).is_empty());
    centre.moves_on_by_seconds(1);
    let leases = calling.lease(&campaign, 10);
    assert_eq!(who(&leases), ["c0"]);
    centre.moves_on_by_seconds(1_800);
    assert_problem(&calling.start(&leases[0]), 410, "lease-expired");
}

#[rstest]
fn hours_that_no_clock_shows_are_refused_with_their_place(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let path = format!("/outbound/contact-lists/{}/contacts/import", calling.list);
    let wrong = contact(
        0,
        json!({ "permittedHours": { "startTime": "25:00", "stopTime": "09:00" } }),
    );
    let answer = centre.post(Role::Planner, &path, &json!({ "contacts": [wrong] }));
    assert_problem(&answer, 422, "invalid");
    assert_eq!(answer.pointers(), ["/rows/1/permittedHours/startTime"]);
}

#[rstest]
fn new_callable_hours_let_back_who_was_put_off_by_the_old_ones(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let campaign = calling.campaign("loans", "loans");
    let early = json!({ "permittedHours": { "startTime": "07:00", "stopTime": "10:30" } });
    calling.imports_json(&[contact(0, early)]);
    centre.moves_on_by_seconds(3_600);
    assert!(
        calling.lease(&campaign, 1).is_empty(),
        "put off until tomorrow, 09:00"
    );
    centre.moves_on_by_seconds(20 * 3_600);
    // 07:00 on Tuesday.
    assert!(calling.lease(&campaign, 1).is_empty());
    let path = format!("/outbound/callable-time-sets/{}", calling.hours);
    let slots = [json!({ "day": 2, "startTime": "07:00", "stopTime": "21:00" })];
    let body =
        json!({ "name": "Earlier", "callableTimes": [{ "timeZoneId": "*", "timeSlots": slots }] });
    centre.put(Role::Planner, &path, 1, &body).expect(200);
    assert_eq!(who(&calling.lease(&campaign, 1)), ["c0"]);
}

#[rstest]
fn more_attempts_allowed_let_back_who_had_used_them_up(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let once = json!({ "maxAttemptsPerContact": 1, "minutesBetweenAttempts": 0 });
    let campaign = calling.campaign_with("loans", "loans", once);
    let lease = calling.lease(&campaign, 1).remove(0);
    // The dialer dies in the call.
    calling.start(&lease).expect(200);
    centre.moves_on_by_seconds(601);
    assert!(calling.lease(&campaign, 1).is_empty());
    let progress = calling.progress(&campaign);
    assert_eq!(progress["numberOfContactsSkipped"]["attemptsExhausted"], 1);
    assert_eq!(
        progress["numberOfContactsHeld"],
        json!({ "attemptsExhausted": 1 })
    );
    assert_eq!(progress["percentage"], 100);
    let path = format!("/outbound/campaigns/{campaign}");
    let body = json!({
        "name": "loans", "contactListId": calling.list, "callableTimeSetId": calling.hours,
        "productFamily": "loans", "maxAttemptsPerContact": 2, "minutesBetweenAttempts": 0
    });
    centre.put(Role::Planner, &path, 2, &body).expect(200);
    let lease = calling.lease(&campaign, 1).remove(0);
    assert_eq!(calling.start(&lease).expect(200)["attempt"], 2);
}

#[rstest]
fn a_campaign_that_is_changed_takes_no_lease_from_its_holder(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(2);
    let campaign = calling.campaign("loans", "loans");
    let leases = calling.lease(&campaign, 2);
    // One is held while it is leased, so that letting the held back has something to do.
    calling.blocks("+8613800000000");
    let path = format!("/outbound/campaigns/{campaign}");
    let body = json!({
        "name": "loans", "contactListId": calling.list, "callableTimeSetId": calling.hours, "productFamily": "loans"
    });
    centre.put(Role::Planner, &path, 2, &body).expect(200);
    assert!(calling.lease(&campaign, 10).is_empty(), "both are leased");
    assert_problem(&calling.start(&leases[0]), 409, "do-not-call");
    calling.start(&leases[1]).expect(200);
}

#[rstest]
fn a_request_that_finds_too_many_held_says_that_there_is_more(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let campaign = calling.campaign("loans", "loans");
    let evening = json!({ "permittedHours": { "startTime": "20:00", "stopTime": "20:30" } });
    let mut contacts: Vec<Value> = (0..3_300).map(|i| contact(i, evening.clone())).collect();
    contacts.push(contact(3_300, json!({})));
    calling.imports_json(&contacts);
    let first = calling.ask(&campaign, 5, json!({}));
    assert_eq!(first["leases"], json!([]));
    assert_eq!(first["more"], true);
    let second = calling.ask(&campaign, 5, json!({}));
    assert_eq!(who(second["leases"].as_array().unwrap()), ["c3300"]);
    assert_eq!(second["more"], false);
}

#[rstest]
fn an_entry_with_an_end_that_is_taken_off_before_it_lets_back_whom_it_put_off(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let path = "/outbound/dnc-lists/tenant/entries";
    let entry = json!({ "phone": "+8613800000000", "expiresAt": "2026-11-23T03:00:00Z" });
    centre.post(Role::Planner, path, &entry).expect(200);
    assert!(calling.lease(&campaign, 1).is_empty());
    calling.unblocks("+8613800000000").expect(204);
    assert_eq!(who(&calling.lease(&campaign, 1)), ["c0"]);
}

#[rstest]
fn whoever_was_put_off_and_then_held_comes_back_at_once_when_both_are_lifted(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let own = json!({ "name": "Own" });
    let own = centre.post(Role::Planner, "/outbound/dnc-lists", &own).id();
    let campaign = calling.campaign_with("loans", "loans", json!({ "dncListIds": [own.clone()] }));
    let path = format!("/outbound/dnc-lists/{own}/entries");
    let entry = json!({ "phone": "+8613800000000", "expiresAt": "2026-11-24T03:00:00Z" });
    centre.post(Role::Planner, &path, &entry).expect(200);
    assert!(
        calling.lease(&campaign, 1).is_empty(),
        "put off until the end"
    );
    calling.blocks("+8613800000000");
    let path = format!("{path}/+8613800000000");
    centre
        .send(Role::Planner, "DELETE", &path, &Value::Null)
        .expect(204);
    calling.unblocks("+8613800000000").expect(204);
    assert_eq!(who(&calling.lease(&campaign, 1)), ["c0"]);
}

#[rstest]
fn hours_without_an_opening_in_sight_are_asked_again(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let path = format!("/outbound/callable-time-sets/{}", calling.hours);
    let mut set = centre.get(Role::Planner, &path).expect(200);
    // Open until 18:00 today, then not at all for 44 days, until 6 January.
    let today: chrono::NaiveDate = "2026-11-23".parse().unwrap();
    let closed = today.iter_days().skip(1).take(44);
    let mut dates: Vec<Value> = closed.map(|date| json!({ "date": date })).collect();
    let until_six = json!([{ "startTime": "09:00", "stopTime": "18:00" }]);
    dates.push(json!({ "date": today, "timeSlots": until_six }));
    let body = json!({ "name": set["name"], "callableTimes": set["callableTimes"].take(),
        "exceptions": { "dates": dates } });
    centre.put(Role::Planner, &path, 1, &body).expect(200);
    let campaign = calling.campaign("loans", "loans");
    let evening = json!({ "permittedHours": { "startTime": "20:00", "stopTime": "20:30" } });
    calling.imports_json(&[contact(0, evening)]);
    assert!(calling.lease(&campaign, 1).is_empty());
    // 20:00 on 7 January.
    centre.moves_on_by_seconds(45 * 86_400 + 10 * 3_600);
    assert_eq!(who(&calling.lease(&campaign, 1)), ["c0"]);
}

#[rstest]
fn the_last_attempt_allowed_ends_a_contact_only_until_the_campaign_allows_more(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let once = json!({ "maxAttemptsPerContact": 1, "minutesBetweenAttempts": 0 });
    let campaign = calling.campaign_with("loans", "loans", once);
    let lease = calling.lease(&campaign, 1).remove(0);
    calling.start(&lease).expect(200);
    let told = calling.outcome(&lease, "busy").expect(200);
    assert_eq!(
        (&told["finished"], &told["nextAttemptAt"]),
        (&json!(true), &Value::Null)
    );
    assert!(calling.lease(&campaign, 1).is_empty());
    let progress = calling.progress(&campaign);
    assert_eq!(progress["numberOfContactsFinished"], 0);
    assert_eq!(progress["numberOfContactsSkipped"]["attemptsExhausted"], 1);
    assert_eq!(progress["percentage"], 100);
    let path = format!("/outbound/campaigns/{campaign}");
    let body = json!({
        "name": "loans", "contactListId": calling.list, "callableTimeSetId": calling.hours,
        "productFamily": "loans", "maxAttemptsPerContact": 2, "minutesBetweenAttempts": 0
    });
    centre.put(Role::Planner, &path, 2, &body).expect(200);
    let lease = calling.lease(&campaign, 1).remove(0);
    assert_eq!(calling.start(&lease).expect(200)["attempt"], 2);
}
