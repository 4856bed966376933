//! Signing in with a provider: a certified one on this machine, and answers that are not its own.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{
    Answer, Browser, CLIENT_SECRET, Centre, Engine, OidcProvider, assert_problem,
};

struct Connected {
    centre: Centre,
    provider: OidcProvider,
    id: String,
}

fn accounts() -> Value {
    json!({
        "mei": { "email": "Mei@Bank.example", "email_verified": true, "name": "Mei Lin", "groups": ["staff", "wfm"] },
        "lin": { "email": "lin@bank.example", "email_verified": true, "groups": ["staff"] },
        "eve": { "email": "mei@bank.example", "email_verified": false },
        "nameless": { "email_verified": true },
    })
}

impl Connected {
    /// A centre and a provider that know each other; `more` says what users the provider makes.
    fn new(engine: Engine, more: &Value) -> Option<Self> {
        let centre = Centre::start(engine)?;
        let redirect_uri = format!("{}/api/v1/oidc/callback", centre.origin());
        let provider = OidcProvider::start(&redirect_uri, &accounts())?;
        let mut new = json!({ "name": "Staff", "issuer": provider.issuer, "clientId": "crewcast",
            "clientSecret": CLIENT_SECRET });
        let fields = new.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        let made = centre
            .post(Role::Admin, "/oidc-providers", &new)
            .expect(201);
        assert!(made.get("clientSecret").is_none(), "{made}");
        Some(Self {
            id: made["id"].as_str().unwrap().to_owned(),
            centre,
            provider,
        })
    }

    /// Goes to the provider as an account, and back as far as our callback, which is not called.
    fn arrives(&self, browser: &mut Browser, account: &str) -> String {
        Browser::new().get(&format!("{}/sign-in-as/{account}", self.provider.issuer));
        let start = format!("{}/api/v1/oidc/{}/start", self.centre.origin(), self.id);
        let callback = format!("{}/api/v1/oidc/callback", self.centre.origin());
        browser.follow(&start, &callback)
    }

    fn signs_in(&self, account: &str) -> (Browser, Answer) {
        let mut browser = Browser::new();
        let callback = self.arrives(&mut browser, account);
        let answer = browser.get(&callback);
        (browser, answer)
    }

    fn user(&self, username: &str) -> Value {
        let users = self.centre.get(Role::Admin, "/users").expect(200);
        let mut users = users["entities"].as_array().unwrap().iter();
        users
            .find(|one| one["username"] == username)
            .unwrap()
            .clone()
    }
}

#[rstest]
fn a_user_is_known_by_their_address_and_then_by_the_providers_name_for_them(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(connected) = Connected::new(engine, &json!({})) else {
        return;
    };
    let centre = &connected.centre;
    let (_, stranger) = connected.signs_in("mei");
    assert_problem(&stranger, 403, "no-such-user");
    let user = json!({ "username": "mei", "displayName": "Mei", "password": "four words nobody knows",
        "role": "planner", "email": "mei@bank.example" });
    let id = centre.post(Role::Admin, "/users", &user).id();
    let (mut browser, back) = connected.signs_in("mei");
    assert_eq!(
        (back.status, back.header("location")),
        (302, Some("/")),
        "{}",
        back.text
    );
    let cookies = back.headers("set-cookie").join("\n");
    assert!(
        cookies.contains("crewcast_session=ccs_") && cookies.contains("SameSite=Strict"),
        "{cookies}"
    );
    let me = browser.send(centre, "GET", "/me", &Value::Null).expect(200);
    assert_eq!(me["id"], id.as_str());
    // Another address here changes nothing: the provider's subject is known.
    let change = json!({ "displayName": "Mei", "role": "planner", "email": "other@bank.example" });
    centre
        .put(Role::Admin, &format!("/users/{id}"), 1, &change)
        .expect(200);
    let (mut browser, _) = connected.signs_in("mei");
    assert_eq!(
        browser.send(centre, "GET", "/me", &Value::Null).expect(200)["id"],
        id.as_str()
    );
    centre
        .post(Role::Admin, &format!("/users/{id}/disable"), &json!({}))
        .expect(200);
    assert_problem(&connected.signs_in("mei").1, 403, "user-disabled");
}

#[rstest]
fn users_are_made_with_the_role_of_their_group(#[values(Sqlite, Postgres)] engine: Engine) {
    let more = json!({ "createsUsers": true, "groupsClaim": "groups",
        "roleMapping": [{ "group": "wfm", "role": "planner" }] });
    let Some(connected) = Connected::new(engine, &more) else {
        return;
    };
    let (mut browser, back) = connected.signs_in("mei");
    assert_eq!(back.status, 302, "{}", back.text);
    let me = browser
        .send(&connected.centre, "GET", "/me", &Value::Null)
        .expect(200);
    assert_eq!(
        (&me["displayName"], &me["role"]),
        (&json!("Mei Lin"), &json!("planner"))
    );
    let mei = connected.user("mei@bank.example");
    assert_eq!(mei["hasPassword"], false);
    let guess = Browser::new().signs_in(&connected.centre, "mei@bank.example", "");
    assert_problem(&guess, 401, "unauthenticated");
    assert_problem(&connected.signs_in("lin").1, 403, "no-role");
    // The group's role comes back where somebody has changed it here.
    let path = format!("/users/{}", mei["id"].as_str().unwrap());
    let change = json!({ "displayName": "Mei", "role": "supervisor", "email": "mei@bank.example" });
    let version = mei["version"].as_i64().unwrap();
    connected
        .centre
        .put(Role::Admin, &path, version, &change)
        .expect(200);
    connected.signs_in("mei");
    assert_eq!(connected.user("mei@bank.example")["role"], "planner");
}

#[rstest]
fn an_address_that_was_not_checked_opens_nobodys_account(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let more = json!({ "createsUsers": true, "defaultRole": "supervisor" });
    let Some(connected) = Connected::new(engine, &more) else {
        return;
    };
    for account in ["eve", "nameless"] {
        assert_problem(&connected.signs_in(account).1, 403, "no-address");
    }
}

#[rstest]
fn a_way_back_is_good_once_in_the_browser_it_was_begun_in(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let more = json!({ "createsUsers": true, "defaultRole": "supervisor" });
    let Some(connected) = Connected::new(engine, &more) else {
        return;
    };
    let mut browser = Browser::new();
    let callback = connected.arrives(&mut browser, "lin");
    // A page has sent somebody else our way back: they are not signed in as us, and it is used up.
    assert_problem(&Browser::new().get(&callback), 403, "another-browser");
    assert_problem(&browser.get(&callback), 409, "sign-in-over");
    let callback = connected.arrives(&mut browser, "lin");
    assert_eq!(browser.get(&callback).status, 302);
    assert_problem(&browser.get(&callback), 409, "sign-in-over");
    let origin = connected.centre.origin();
    for made_up in [
        "?state=made-up&code=x",
        "?code=x",
        "",
        "?error=access_denied",
    ] {
        let answer = browser.get(&format!("{origin}/api/v1/oidc/callback{made_up}"));
        assert_problem(&answer, 409, "sign-in-over");
    }
}

#[rstest]
fn a_code_that_is_not_the_providers_and_an_answer_of_another_open_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let more = json!({ "createsUsers": true, "defaultRole": "supervisor" });
    let Some(connected) = Connected::new(engine, &more) else {
        return;
    };
    let changed = |name: &str, value: &str| {
        let mut browser = Browser::new();
        let callback = connected.arrives(&mut browser, "lin");
        let mut url = url::Url::parse(&callback).unwrap();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let kept = pairs.into_iter().filter(|(known, _)| known != name);
        let kept: Vec<_> = kept.collect();
        url.query_pairs_mut()
            .clear()
            .extend_pairs(kept)
            .append_pair(name, value);
        browser.get(url.as_str())
    };
    assert_problem(&changed("code", "made-up"), 403, "provider-refused");
    assert_problem(
        &changed("iss", "https://evil.example"),
        403,
        "provider-refused",
    );
    let refused = changed("error", "access_denied");
    assert_problem(&refused, 403, "provider-refused");
    assert!(refused.text.contains("access_denied"), "{}", refused.text);
}

#[rstest]
fn another_secret_or_a_provider_that_is_off_lets_nobody_in(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let more = json!({ "createsUsers": true, "defaultRole": "supervisor" });
    let Some(connected) = Connected::new(engine, &more) else {
        return;
    };
    let centre = &connected.centre;
    let path = format!("/oidc-providers/{}", connected.id);
    let put = |version: i64, fields: Value| {
        let mut body = json!({ "name": "Staff", "issuer": connected.provider.issuer, "clientId": "crewcast",
            "createsUsers": true, "defaultRole": "supervisor" });
        body.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        centre.put(Role::Admin, &path, version, &body)
    };
    // The secret stays where none is sent, and goes to no other issuer.
    put(1, json!({})).expect(200);
    assert_eq!(connected.signs_in("lin").1.status, 302);
    let elsewhere = put(2, json!({ "issuer": "https://evil.example" }));
    assert_eq!(
        elsewhere.pointers(),
        ["/clientSecret"],
        "{}",
        elsewhere.text
    );
    put(2, json!({ "clientSecret": "another" })).expect(200);
    assert_problem(&connected.signs_in("lin").1, 403, "provider-refused");
    let offered = Browser::new().send(centre, "GET", "/sign-in-providers", &Value::Null);
    let offered = offered.expect(200)["entities"].clone();
    assert_eq!(offered, json!([{ "id": connected.id, "name": "Staff" }]));
    put(3, json!({ "enabled": false })).expect(200);
    let offered = Browser::new().send(centre, "GET", "/sign-in-providers", &Value::Null);
    assert_eq!(offered.expect(200)["entities"], json!([]));
    let start = format!("{}/api/v1/oidc/{}/start", centre.origin(), connected.id);
    assert_problem(&Browser::new().get(&start), 404, "not-found");
}

#[rstest]
fn an_issuer_inside_is_not_asked_and_a_silent_one_is_told(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let new = |issuer: &str| json!({ "name": "Staff", "issuer": issuer, "clientId": "crewcast", "clientSecret": "secret" });
    for inside in [
        "http://id.example",
        "https://10.0.0.1",
        "https://[::1]",
        "no url",
    ] {
        let refused = centre.post(Role::Admin, "/oidc-providers", &new(inside));
        assert_problem(&refused, 422, "invalid");
        assert_eq!(refused.pointers(), ["/issuer"], "{inside}");
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let id = centre
        .post(Role::Admin, "/oidc-providers", &new(&silent))
        .id();
    let start = format!("{}/api/v1/oidc/{id}/start", centre.origin());
    assert_problem(&Browser::new().get(&start), 409, "provider-unreachable");
}

#[rstest]
fn with_several_tenants_a_provider_is_offered_to_its_own(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.other_tenant();
    let new = json!({ "name": "Staff", "issuer": "https://id.example", "clientId": "crewcast", "clientSecret": "s" });
    centre
        .post(Role::Admin, "/oidc-providers", &new)
        .expect(201);
    let offered = |path: &str| {
        let answer = Browser::new()
            .send(&centre, "GET", path, &Value::Null)
            .expect(200);
        answer["entities"].as_array().unwrap().len()
    };
    assert_eq!(offered("/sign-in-providers"), 0);
    let own = format!("/sign-in-providers?tenant={}", centre.tenant);
    assert_eq!(offered(&own), 1);
}
