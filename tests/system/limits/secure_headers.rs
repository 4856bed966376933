//! Every kind of answer forbids browsers what it has no use for.

use crewcast::tenancy::Role;
use rstest::rstest;

use crate::support::Engine::Sqlite;
use crate::support::{Answer, Centre};

fn assert_common(answer: &Answer, what: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{what}: {name}");
    }
    let features = answer.header("permissions-policy").expect(what);
    assert!(features.contains("microphone=()"), "{what}: {features}");
    let policy = answer.header("content-security-policy").expect(what);
    assert!(
        policy.contains("frame-ancestors 'none'"),
        "{what}: {policy}"
    );
    assert!(policy.contains("base-uri 'none'"), "{what}: {policy}");
    assert!(!policy.contains("'unsafe-eval'"), "{what}: {policy}");
}

#[rstest]
fn answers_of_the_api_are_no_documents_and_are_not_kept() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let key = Some(centre.key(Role::Admin));
    for (bearer, method, path, status) in [
        (key, "GET", "/api/v1/skills", 200),
        (key, "GET", "/api/v1/agents/export", 200),
        (key, "GET", "/api/v1/skills/none", 404),
        (key, "GET", "/api/v1/nothing", 404),
        (key, "PATCH", "/api/v1/skills", 405),
        (None, "GET", "/api/v1/skills", 401),
        (key, "POST", "/api/v1/skills", 415),
        (None, "GET", "/healthz", 200),
        (None, "GET", "/readyz", 200),
        (key, "GET", "/metrics", 200),
        (None, "GET", "/openapi.json", 200),
    ] {
        let answer = centre.send_raw(bearer, method, path, &[], Vec::new());
        let what = format!("{method} {path}");
        assert_eq!(answer.status, status, "{what}");
        assert_common(&answer, &what);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none';"),
            "{what}: {policy}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
    }
}

#[rstest]
fn the_page_runs_its_own_files_only_and_the_documentation_no_scripts_but_its_own() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let page = centre.send_raw(None, "GET", "/schedules", &[], Vec::new());
    assert_eq!(page.status, 200);
    assert_common(&page, "the page");
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'self';"), "{policy}");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    let documentation = centre.send_raw(None, "GET", "/docs/", &[], Vec::new());
    assert_eq!(documentation.status, 200);
    assert_common(&documentation, "the documentation");
    let policy = documentation.header("content-security-policy").unwrap();
    assert!(!policy.contains("script-src"), "{policy}");
    assert!(policy.starts_with("default-src 'self';"), "{policy}");
    let missing = centre.send_raw(None, "GET", "/assets/none.js", &[], Vec::new());
    assert_eq!(missing.status, 404);
    assert_common(&missing, "a missing file");
}

#[rstest]
fn https_is_asked_for_where_it_is_spoken() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let by = |headers: &[(&str, &str)]| centre.send_raw(None, "GET", "/", headers, Vec::new());
    assert_eq!(by(&[]).header("strict-transport-security"), None);
    let behind_proxy = by(&[("x-forwarded-proto", "https")]);
    assert_eq!(
        behind_proxy.header("strict-transport-security"),
        Some("max-age=31536000")
    );
}
