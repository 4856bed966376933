//! Webhooks as somebody sets them up: what is taken, what is refused, what is signed.

use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{
    Answer, Centre, Engine, Received, Receiver, assert_problem, status, tell_run,
};

const NOW: &str = "2026-11-25T12:00:00Z";
/// The same in seconds since 1970.
const NOW_SECONDS: &str = "1795608000";

/// A webhook of all runs, and its secret.
fn webhook(centre: &Centre, url: &str) -> (Value, String) {
    let new = json!({ "url": url, "topics": ["runs.*"], "description": "dashboard" });
    let made = centre.post(Role::Admin, "/webhooks", &new).expect(201);
    let secret = made["secret"].as_str().expect("a secret").to_owned();
    (made, secret)
}

fn path(webhook: &Value, more: &str) -> String {
    format!("/webhooks/{}{more}", webhook["id"].as_str().expect("an id"))
}

fn tell(centre: &Centre, id: &str) {
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    tell_run(&centre.db, &scope, id);
}

/// HMAC-SHA256 by its definition (RFC 2104), apart from the code that signs.
fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let keyed = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new()
        .chain_update(keyed(0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(keyed(0x5c))
        .chain_update(inner)
        .finalize()
        .to_vec()
}

/// Base64 to bytes and back, apart from the code that signs.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn from_base64(text: &str) -> Vec<u8> {
    let digits = text
        .bytes()
        .filter_map(|byte| ALPHABET.iter().position(|digit| *digit == byte));
    let bits: Vec<bool> = digits
        .flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1 == 1))
        .collect();
    bits.chunks_exact(8)
        .map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit)))
        .collect()
}

/// Whether one of the signatures is by this secret.
fn is_signed_by(received: &Received, secret: &str) -> bool {
    let key = from_base64(secret.strip_prefix("whsec_").expect("a symmetric secret"));
    assert_eq!(key.len(), 32);
    let (id, timestamp) = (
        received.header("webhook-id"),
        received.header("webhook-timestamp"),
    );
    let wanted = hmac_sha256(
        &key,
        format!("{id}.{timestamp}.{}", received.body).as_bytes(),
    );
    let mut signatures = received.header("webhook-signature").split(' ');
    signatures
        .any(|signature| from_base64(signature.strip_prefix("v1,").expect("version 1")) == wanted)
}

#[rstest]
fn what_is_sent_is_the_event_signed_with_the_secret_that_was_shown_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let receiver = Receiver::start();
    tell(&centre, "before");
    let (made, secret) = webhook(&centre, &receiver.url("/hook?from=crewcast"));
    tell(&centre, "one");
    // What was told before the webhook was made and has no number yet may still be sent; what follows is.
    let mut received = receiver.next();
    if received.data("runId") == "before" {
        received = receiver.next();
    }
    assert_eq!(received.path, "/hook?from=crewcast");
    assert_eq!(received.header("content-type"), "application/json");
    let body = received.json();
    assert_eq!(
        (&body["type"], &body["topic"], &body["data"]["runId"]),
        (&json!("run.changed"), &json!("runs.one"), &json!("one"))
    );
    assert_eq!(received.header("webhook-id"), body["id"]);
    assert_eq!(received.header("webhook-timestamp"), NOW_SECONDS);
    assert!(is_signed_by(&received, &secret));
    assert!(!is_signed_by(
        &received,
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    ));
    let read = centre.get(Role::Admin, &path(&made, "")).expect(200);
    assert!(!read.to_string().contains(&secret) && read["secret"].is_null());
}

#[rstest]
fn after_a_rotation_both_secrets_sign_for_a_day(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let receiver = Receiver::start();
    let (made, old) = webhook(&centre, &receiver.url("/"));
    let rotate = |version: i64| {
        let tag = format!("\"{version}\"");
        let target = format!("/api/v1{}", path(&made, "/rotate-secret"));
        centre.send_raw(
            Some(centre.key(Role::Admin)),
            "POST",
            &target,
            &[("if-match", &tag)],
            Vec::new(),
        )
    };
    let rotated = rotate(1).expect(200);
    assert_problem(&rotate(1), 412, "stale");
    assert_eq!(rotated["previousSecretValidUntil"], "2026-11-26T12:00:00Z");
    let new = rotated["secret"].as_str().expect("a secret");
    let test = || {
        let sent = centre
            .post(Role::Admin, &path(&made, "/test"), &Value::Null)
            .expect(200);
        assert_eq!(
            (&sent["succeeded"], &sent["status"], &sent["kind"]),
            (&json!(true), &json!(204), &json!("Test"))
        );
        receiver.next()
    };
    let first = test();
    assert!(is_signed_by(&first, &old) && is_signed_by(&first, new));
    assert_eq!(first.json()["type"], "webhook.test");
    centre.moves_on_by_seconds(24 * 3_600);
    let later = test();
    assert!(!is_signed_by(&later, &old) && is_signed_by(&later, new));
}

#[rstest]
fn a_url_that_leads_inside_is_refused_with_its_reason(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let make = |url: &str| {
        centre.post(
            Role::Admin,
            "/webhooks",
            &json!({ "url": url, "topics": ["runs.*"] }),
        )
    };
    let code = |answer: &Answer| {
        answer.json()["errors"][0]["code"]
            .as_str()
            .expect("a fault")
            .to_owned()
    };
    for (url, wanted) in [
        ("https://10.0.0.1/", "private-address"),
        ("https://127.0.0.2/", "private-address"),
        ("https://[::1]/", "private-address"),
        ("https://[::ffff:169.254.169.254]/latest", "private-address"),
        (
            "https://169.254.169.254/latest/meta-data",
            "private-address",
        ),
        ("https://2852039166/", "private-address"),
        ("http://example.com/", "not-https"),
        ("gopher://example.com/", "not-https"),
        ("not a url", "invalid-url"),
    ] {
        let answer = make(url);
        assert_problem(&answer, 422, "invalid");
        assert_eq!(
            (code(&answer).as_str(), answer.pointers()),
            (wanted, vec!["/url".to_owned()]),
            "{url}"
        );
    }
    let faults = centre.post(
        Role::Admin,
        "/webhooks",
        &json!({ "url": "https://example.com/", "topics": ["runs.*", "weather"] }),
    );
    assert_eq!(faults.pointers(), ["/topics/1"]);
    let none = centre.post(
        Role::Admin,
        "/webhooks",
        &json!({ "url": "https://example.com/", "topics": [] }),
    );
    assert_eq!(none.pointers(), ["/topics"]);
}

/// `localhost` is a name like any other: that it leads inside is seen only when it is looked up.
#[rstest]
fn a_name_that_leads_inside_is_not_connected_to(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let receiver = Receiver::start();
    let (made, _) = webhook(&centre, &format!("https://localhost:{}/", receiver.port()));
    let sent = centre
        .post(Role::Admin, &path(&made, "/test"), &Value::Null)
        .expect(200);
    assert_eq!(
        (&sent["succeeded"], &sent["status"]),
        (&json!(false), &Value::Null)
    );
    let error = sent["error"].as_str().expect("a reason");
    assert!(
        error.contains("is not an address of the public internet"),
        "{error}"
    );
    assert!(!receiver.has_more());
}

#[rstest]
fn a_redirect_is_a_failure_and_is_not_followed(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let elsewhere = Receiver::start();
    let target = elsewhere.url("/stolen");
    let receiver = Receiver::answering(move |_| {
        Some(format!(
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: {target}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        ))
    });
    let (made, _) = webhook(&centre, &receiver.url("/"));
    let sent = centre
        .post(Role::Admin, &path(&made, "/test"), &Value::Null)
        .expect(200);
    assert_eq!(
        (&sent["succeeded"], &sent["status"]),
        (&json!(false), &json!(307))
    );
    assert!(
        sent["error"]
            .as_str()
            .expect("a reason")
            .contains("redirects are not followed")
    );
    receiver.next();
    assert!(!elsewhere.has_more());
}

#[rstest]
fn no_more_of_an_answer_is_read_and_kept_than_is_needed(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let receiver = Receiver::answering(|_| {
        let body = "ä".repeat(4_000_000);
        Some(format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        ))
    });
    let (made, _) = webhook(&centre, &receiver.url("/"));
    let sent = centre
        .post(Role::Admin, &path(&made, "/test"), &Value::Null)
        .expect(200);
    assert_eq!(
        (&sent["succeeded"], &sent["response"]),
        (&json!(true), &json!("ä".repeat(1_000)))
    );
}

#[rstest]
fn a_webhook_is_changed_and_deleted_by_whoever_read_its_version(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let (made, _) = webhook(&centre, "https://example.com/hook");
    let target = path(&made, "");
    let change = json!({ "url": "https://example.com/other", "topics": ["runs.*", "business-units.*.schedules"], "enabled": false });
    assert_problem(
        &centre.send(Role::Admin, "PUT", &target, &change),
        428,
        "if-match-required",
    );
    let changed = centre.put(Role::Admin, &target, 1, &change).expect(200);
    assert_eq!(
        (&changed["version"], &changed["enabled"], &changed["url"]),
        (
            &json!(2),
            &json!(false),
            &json!("https://example.com/other")
        )
    );
    assert_problem(&centre.put(Role::Admin, &target, 1, &change), 412, "stale");
    let listed = centre.get(Role::Admin, "/webhooks?pageSize=1").expect(200);
    assert_eq!(listed["entities"], json!([changed]));
    let delete = |version: &str| {
        let headers = [("if-match", version)];
        centre.send_raw(
            Some(centre.key(Role::Admin)),
            "DELETE",
            &format!("/api/v1{target}"),
            &headers,
            Vec::new(),
        )
    };
    assert_problem(&delete("\"1\""), 412, "stale");
    delete("\"2\"").expect(204);
    assert_problem(&centre.get(Role::Admin, &target), 404, "not-found");
    assert_problem(
        &centre.get(Role::Admin, &path(&made, "/deliveries")),
        404,
        "not-found",
    );
}

#[rstest]
fn an_event_is_sent_again_on_request_as_long_as_it_is_kept(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let receiver = Receiver::answering(|_| Some(status("200 OK")));
    let (made, _) = webhook(&centre, &receiver.url("/"));
    tell(&centre, "one");
    let first = receiver.next();
    let deliveries = || {
        centre
            .get(Role::Admin, &path(&made, "/deliveries"))
            .expect(200)["entities"]
            .clone()
    };
    // The receiver has answered before the delivery is written down.
    let delivery = loop {
        let listed = deliveries();
        if let Some(delivery) = listed.as_array().and_then(|listed| listed.first()) {
            break delivery.clone();
        }
    };
    assert_eq!(
        (
            &delivery["kind"],
            &delivery["attempt"],
            &delivery["succeeded"]
        ),
        (&json!("Delivery"), &json!(1), &json!(true))
    );
    let again = path(
        &made,
        &format!(
            "/deliveries/{}/redeliver",
            delivery["id"].as_str().expect("an id")
        ),
    );
    let sent = centre.post(Role::Admin, &again, &Value::Null).expect(200);
    assert_eq!(
        (&sent["kind"], &sent["eventId"]),
        (&json!("Redelivery"), &delivery["eventId"])
    );
    let second = receiver.next();
    assert_eq!(
        (second.header("webhook-id"), &second.body),
        (first.header("webhook-id"), &first.body)
    );
    assert_eq!(deliveries().as_array().map(Vec::len), Some(2));
    let test = centre
        .post(Role::Admin, &path(&made, "/test"), &Value::Null)
        .expect(200);
    let again = path(
        &made,
        &format!(
            "/deliveries/{}/redeliver",
            test["id"].as_str().expect("an id")
        ),
    );
    assert_problem(
        &centre.post(Role::Admin, &again, &Value::Null),
        410,
        "event-forgotten",
    );
    let unknown = path(&made, "/deliveries/none/redeliver");
    assert_problem(
        &centre.post(Role::Admin, &unknown, &Value::Null),
        404,
        "not-found",
    );
}
