//! Deliveries to webhooks: in order, until the receiver takes them, whatever breaks in between.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use crewcast::db::Database;
use crewcast::events::{Keeping, trim_deliveries, trim_events};
use crewcast::tenancy::{Role, Scope, TenantId};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, EventStream, Receiver, ServerProcess, status, tell_run};

const NOW: &str = "2026-11-25T12:00:00Z";

fn tell(db: &Database, tenant: &TenantId, id: usize) {
    let scope = Scope::system(tenant.clone(), crewcast::clock::Clock::System.now());
    tell_run(db, &scope, &id.to_string());
}

fn webhook(centre: &Centre, url: &str) -> String {
    let new = json!({ "url": url, "topics": ["runs.*"] });
    centre.post(Role::Admin, "/webhooks", &new).id()
}

fn read(centre: &Centre, id: &str) -> Value {
    centre
        .get(Role::Admin, &format!("/webhooks/{id}"))
        .expect(200)
}

/// Waits until the webhook is as wanted.
fn wait_until(centre: &Centre, id: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    loop {
        let webhook = read(centre, id);
        if is_so(&webhook) {
            return webhook;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[rstest]
fn an_event_that_is_not_taken_is_tried_again_later_and_those_behind_it_wait(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let failures = Arc::new(AtomicUsize::new(2));
    let left = failures.clone();
    let receiver = Receiver::answering(move |_| {
        let fails = left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            })
            .is_ok();
        Some(status(if fails {
            "503 Service Unavailable"
        } else {
            "200 OK"
        }))
    });
    let id = webhook(&centre, &receiver.url("/"));
    tell(&centre.db, &centre.tenant, 0);
    tell(&centre.db, &centre.tenant, 1);
    for failure in 1..=2 {
        assert_eq!(receiver.next().data("runId"), "0");
        let failing = wait_until(&centre, &id, |webhook| webhook["failureCount"] == failure);
        assert!(
            failing["nextAttemptAt"].is_string() && failing["failingSince"] == NOW,
            "{failing}"
        );
        // The waits after the first two failures are 5 and 10 s, a quarter more at most.
        centre.moves_on_by_seconds(13);
    }
    assert_eq!(receiver.next().data("runId"), "0");
    assert_eq!(receiver.next().data("runId"), "1");
    wait_until(&centre, &id, |webhook| {
        webhook["failureCount"] == 0 && webhook["failingSince"].is_null()
    });
    let deliveries = || {
        centre
            .get(Role::Admin, &format!("/webhooks/{id}/deliveries"))
            .expect(200)["entities"]
            .clone()
    };
    while deliveries().as_array().map(Vec::len) != Some(4) {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let told: Vec<(Value, Value, Value)> = deliveries()
        .as_array()
        .expect("a list")
        .iter()
        .rev()
        .map(|delivery| ["attempt", "status", "attemptedAt"].map(|name| delivery[name].clone()))
        .map(|[attempt, status, at]| (attempt, status, at))
        .collect();
    // Nothing is tried before its time: the clock stood still between the attempts.
    let (then, later) = ("2026-11-25T12:00:13Z", "2026-11-25T12:00:26Z");
    assert_eq!(
        told,
        [
            (json!(1), json!(503), json!(NOW)),
            (json!(2), json!(503), json!(then)),
            (json!(3), json!(200), json!(later)),
            (json!(1), json!(200), json!(later))
        ]
    );
}

#[rstest]
fn a_receiver_that_is_gone_for_three_days_is_given_up_told_and_can_come_back(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let is_back = Arc::new(AtomicBool::new(false));
    let back = is_back.clone();
    let receiver = Receiver::answering(move |_| {
        Some(status(if back.load(Ordering::SeqCst) {
            "200 OK"
        } else {
            "500 Internal Server Error"
        }))
    });
    let id = webhook(&centre, &receiver.url("/"));
    let mut alerts = EventStream::open(
        &centre.origin(),
        centre.key(Role::Admin),
        "/events?topics=webhooks.*",
        None,
    );
    tell(&centre.db, &centre.tenant, 0);
    receiver.next();
    wait_until(&centre, &id, |webhook| webhook["failureCount"] == 1);
    centre.moves_on_by_seconds(3 * 24 * 3_600 - 1);
    receiver.next();
    let tried = wait_until(&centre, &id, |webhook| webhook["failureCount"] == 2);
    assert_eq!(tried["enabled"], true, "not quite three days");
    centre.moves_on_by_seconds(60);
    receiver.next();
    let given_up = wait_until(&centre, &id, |webhook| webhook["enabled"] == false);
    assert!(
        given_up["disabledReason"]
            .as_str()
            .expect("a reason")
            .contains("500"),
        "{given_up}"
    );
    let alert = alerts.next().expect("an event");
    assert_eq!(
        (alert.kind(), &alert.data["data"]["webhookId"]),
        ("webhook.disabled", &json!(id))
    );
    assert_eq!(alert.data["data"]["failingSince"], NOW);
    is_back.store(true, Ordering::SeqCst);
    tell(&centre.db, &centre.tenant, 1);
    let again = json!({ "url": receiver.url("/"), "topics": ["runs.*"], "enabled": true });
    let version = given_up["version"].as_i64().expect("a version");
    let on = centre
        .put(Role::Admin, &format!("/webhooks/{id}"), version, &again)
        .expect(200);
    assert!(on["disabledReason"].is_null());
    assert_eq!(
        receiver.next().data("runId"),
        "0",
        "it goes on where it was left"
    );
    assert_eq!(receiver.next().data("runId"), "1");
}

#[rstest]
fn a_receiver_that_says_gone_is_sent_nothing_more(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let receiver = Receiver::answering(|_| Some(status("410 Gone")));
    let id = webhook(&centre, &receiver.url("/"));
    tell(&centre.db, &centre.tenant, 0);
    receiver.next();
    let off = wait_until(&centre, &id, |webhook| webhook["enabled"] == false);
    assert!(
        off["disabledReason"]
            .as_str()
            .expect("a reason")
            .contains("410")
    );
}

#[rstest]
fn a_webhook_that_was_off_while_events_were_forgotten_is_told_to_read_anew(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let receiver = Receiver::start();
    let id = webhook(&centre, &receiver.url("/"));
    let body = |enabled: bool| json!({ "url": receiver.url("/"), "topics": ["runs.*"], "enabled": enabled });
    tell(&centre.db, &centre.tenant, 0);
    receiver.next();
    wait_until(&centre, &id, |webhook| webhook["deliveredSequence"] == 1);
    let off = centre
        .put(Role::Admin, &format!("/webhooks/{id}"), 1, &body(false))
        .expect(200);
    tell(&centre.db, &centre.tenant, 1);
    tell(&centre.db, &centre.tenant, 2);
    let forgotten = |count: usize| {
        crewcast::events::number_waiting_events(&centre.db).expect("events can be numbered");
        assert_eq!(trimmed(&centre, false), count);
    };
    forgotten(3);
    tell(&centre.db, &centre.tenant, 3);
    centre
        .put(
            Role::Admin,
            &format!("/webhooks/{id}"),
            off["version"].as_i64().expect("a version"),
            &body(true),
        )
        .expect(200);
    let reset = receiver.next().json();
    assert_eq!(
        (
            &reset["type"],
            &reset["data"]["after"],
            &reset["data"]["through"]
        ),
        (&json!("events.reset"), &json!(1), &json!(3))
    );
    assert_eq!(receiver.next().data("runId"), "3");
}

/// Forgets all that no webhook waits for, `also_awaited` what one does; how many events that were.
fn trimmed(centre: &Centre, also_awaited: bool) -> usize {
    let now = crewcast::clock::Clock::System.now();
    let (past, future) = (now.plus_seconds(-3_600), now.plus_seconds(3_600));
    let keeping = Keeping {
        unneeded_before: future,
        all_before: if also_awaited { future } else { past },
    };
    trim_events(&centre.db, keeping).expect("events can be trimmed")
}

#[rstest]
fn what_an_enabled_webhook_has_yet_to_be_sent_is_kept_but_not_for_ever(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let is_back = Arc::new(AtomicBool::new(false));
    let back = is_back.clone();
    let receiver = Receiver::answering(move |_| {
        Some(status(if back.load(Ordering::SeqCst) {
            "200 OK"
        } else {
            "500 Internal Server Error"
        }))
    });
    let id = webhook(&centre, &receiver.url("/"));
    tell(&centre.db, &centre.tenant, 0);
    receiver.next();
    let waiting = wait_until(&centre, &id, |webhook| webhook["failureCount"] == 1);
    assert_eq!(
        (trimmed(&centre, false), &waiting["missedThrough"]),
        (0, &Value::Null)
    );
    assert_eq!(trimmed(&centre, true), 1);
    assert_eq!(
        read(&centre, &id)["missedThrough"],
        1,
        "the webhook says so"
    );
    is_back.store(true, Ordering::SeqCst);
    centre.moves_on_by_seconds(13);
    assert_eq!(receiver.next().json()["type"], "events.reset");
    wait_until(&centre, &id, |webhook| webhook["missedThrough"].is_null());
    tell(&centre.db, &centre.tenant, 1);
    assert_eq!(receiver.next().data("runId"), "1");
}

#[rstest]
fn the_record_of_deliveries_is_forgotten_with_the_events(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let receiver = Receiver::start();
    let id = webhook(&centre, &receiver.url("/"));
    let test = format!("/webhooks/{id}/test");
    let attempt = || centre.post(Role::Admin, &test, &Value::Null).expect(200);
    attempt();
    attempt();
    centre.moves_on_by_seconds(60);
    let kept = attempt();
    let before = centre.clock.now();
    let keeping = Keeping {
        unneeded_before: before,
        all_before: before,
    };
    let gone = trim_deliveries(&centre.db, keeping).expect("deliveries can be trimmed");
    let listed = centre
        .get(Role::Admin, &format!("/webhooks/{id}/deliveries"))
        .expect(200);
    assert_eq!((gone, &listed["entities"]), (2, &json!([kept])));
}

#[rstest]
fn an_edit_while_an_event_is_sent_loses_nothing_and_repeats_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let (go_on, may_go_on) = channel();
    let receiver = Receiver::holding(move |number| {
        if number == 0 {
            may_go_on.recv().expect("the test goes on");
        }
        status("200 OK")
    });
    let id = webhook(&centre, &receiver.url("/old"));
    tell(&centre.db, &centre.tenant, 0);
    tell(&centre.db, &centre.tenant, 1);
    assert_eq!(receiver.next().data("runId"), "0");
    let new = json!({ "url": receiver.url("/new"), "topics": ["runs.*"], "description": "edited" });
    let edited = centre
        .put(Role::Admin, &format!("/webhooks/{id}"), 1, &new)
        .expect(200);
    assert_eq!(
        (&edited["version"], &edited["description"]),
        (&json!(2), &json!("edited"))
    );
    let rotate = format!("/api/v1/webhooks/{id}/rotate-secret");
    let headers = [("if-match", "\"2\"")];
    let key = Some(centre.key(Role::Admin));
    centre
        .send_raw(key, "POST", &rotate, &headers, Vec::new())
        .expect(200);
    go_on.send(()).expect("the receiver waits");
    let next = receiver.next();
    assert_eq!(
        (next.data("runId"), next.path.as_str()),
        (json!("1"), "/new")
    );
    let after = wait_until(&centre, &id, |webhook| webhook["deliveredSequence"] == 2);
    assert_eq!(
        (&after["version"], &after["failureCount"]),
        (&json!(3), &json!(0))
    );
}

#[rstest]
fn a_failure_that_comes_after_an_edit_does_not_count_against_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let (go_on, may_go_on) = channel();
    let receiver = Receiver::holding(move |number| {
        if number > 0 {
            return status("200 OK");
        }
        may_go_on.recv().expect("the test goes on");
        status("410 Gone")
    });
    let id = webhook(&centre, &receiver.url("/old"));
    tell(&centre.db, &centre.tenant, 0);
    receiver.next();
    let new = json!({ "url": receiver.url("/new"), "topics": ["runs.*"] });
    centre
        .put(Role::Admin, &format!("/webhooks/{id}"), 1, &new)
        .expect(200);
    go_on.send(()).expect("the receiver waits");
    // The clock stands still: it is tried at once, at its new place, and was not given up.
    let again = receiver.next();
    assert_eq!(
        (again.data("runId"), again.path.as_str()),
        (json!("0"), "/new")
    );
    let after = wait_until(&centre, &id, |webhook| webhook["deliveredSequence"] == 1);
    assert_eq!(
        (&after["enabled"], &after["version"]),
        (&json!(true), &json!(2))
    );
}

#[rstest]
fn a_server_killed_while_it_sends_leaves_the_event_to_be_sent_again_in_its_place(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((url, _folder)) = engine.fresh_url() else {
        return;
    };
    let (db, tenant, keys) = ServerProcess::tenant(&url, &[Role::Admin]);
    // The second request is never answered.
    let count = AtomicUsize::new(0);
    let receiver = Receiver::answering(move |_| {
        (count.fetch_add(1, Ordering::SeqCst) != 1).then(|| status("200 OK"))
    });
    let mut server = ServerProcess::start(&url);
    let new = json!({ "url": receiver.url("/"), "topics": ["runs.*"] });
    let made = ureq::post(format!("{}/api/v1/webhooks", server.origin()))
        .header("authorization", format!("Bearer {}", keys[0]))
        .send_json(&new)
        .expect("the server answers");
    assert_eq!(made.status(), 201);
    for number in 0..4 {
        tell(&db, &tenant, number);
    }
    assert_eq!(receiver.next().data("runId"), "0");
    let unanswered = receiver.next();
    assert_eq!(unanswered.data("runId"), "1");
    server.kill();
    let _server = ServerProcess::start(&url);
    let again = receiver.next();
    assert_eq!(
        again.header("webhook-id"),
        unanswered.header("webhook-id"),
        "the same event, as the receiver can see"
    );
    assert_eq!(again.body, unanswered.body);
    assert_eq!(receiver.next().data("runId"), "2");
    assert_eq!(receiver.next().data("runId"), "3");
}

#[test]
fn two_servers_share_deliveries_in_order_and_send_none_twice() {
    let Some((url, _folder)) = Postgres.fresh_url() else {
        return;
    };
    let (db, tenant, keys) = ServerProcess::tenant(&url, &[Role::Admin]);
    let servers = [ServerProcess::start(&url), ServerProcess::start(&url)];
    let receivers = [Receiver::start(), Receiver::start(), Receiver::start()];
    for receiver in &receivers {
        let new = json!({ "url": receiver.url("/"), "topics": ["runs.*"] });
        ureq::post(format!("{}/api/v1/webhooks", servers[0].origin()))
            .header("authorization", format!("Bearer {}", keys[0]))
            .send_json(&new)
            .expect("the server answers");
    }
    for number in 0..150 {
        tell(&db, &tenant, number);
    }
    for receiver in &receivers {
        for number in 0..150 {
            assert_eq!(receiver.next().data("runId"), number.to_string());
        }
    }
    // What comes next comes next: the last before it is not told again.
    tell(&db, &tenant, 150);
    for receiver in &receivers {
        assert_eq!(receiver.next().data("runId"), "150");
    }
}
