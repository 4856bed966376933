//! Signing in in two steps.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Browser, Centre, Engine, PASSWORD, assert_problem, code_at};

const NOW: &str = "2026-03-02T08:00:00Z";

/// The same in seconds since 1970.
const NOW_SECONDS: i64 = 1_772_438_400;

/// A centre whose user `mei` signs in in two steps, her app's secret and her recovery codes. The code of [`NOW`] is used up.
struct Enrolled {
    centre: Centre,
    secret: String,
    recovery_codes: Vec<String>,
}

impl Enrolled {
    fn new(engine: Engine) -> Option<Self> {
        let centre = Centre::start_at(engine, NOW)?;
        centre.user("mei", Role::Planner);
        let mut browser = Browser::of(&centre, "mei");
        let body = json!({ "password": PASSWORD });
        let enrolment = browser
            .send(&centre, "POST", "/me/two-step", &body)
            .expect(201);
        let secret = enrolment["secret"].as_str().unwrap().to_owned();
        assert!(
            enrolment["otpauthUri"].as_str().unwrap().contains(&secret),
            "{enrolment}"
        );
        let body = json!({ "code": code_at(&secret, NOW_SECONDS) });
        let codes = browser
            .send(&centre, "POST", "/me/two-step/confirm", &body)
            .expect(200);
        let codes = codes["recoveryCodes"].as_array().unwrap().iter();
        Some(Self {
            recovery_codes: codes
                .map(|code| code.as_str().unwrap().to_owned())
                .collect(),
            secret,
            centre,
        })
    }

    /// A browser whose password was right.
    fn halfway(&self) -> (Browser, String) {
        let mut browser = Browser::new();
        let first = browser.signs_in(&self.centre, "mei", PASSWORD);
        let challenge = first.expect(200)["challenge"].as_str().unwrap().to_owned();
        assert!(first.header("set-cookie").is_none(), "nothing is open yet");
        (browser, challenge)
    }

    fn sends(&self, browser: &mut Browser, challenge: &str, code: &str) -> crate::support::Answer {
        let body = json!({ "challenge": challenge, "code": code });
        browser.send(&self.centre, "POST", "/sessions/second-step", &body)
    }
}

#[rstest]
fn a_code_opens_the_session_and_is_good_once(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(enrolled) = Enrolled::new(engine) else {
        return;
    };
    let centre = &enrolled.centre;
    let (mut browser, challenge) = enrolled.halfway();
    assert_problem(
        &browser.send(centre, "GET", "/me", &Value::Null),
        401,
        "unauthenticated",
    );
    // The code that has confirmed the app.
    let used = code_at(&enrolled.secret, NOW_SECONDS);
    assert_problem(
        &enrolled.sends(&mut browser, &challenge, &used),
        401,
        "wrong-code",
    );
    let next = code_at(&enrolled.secret, NOW_SECONDS + 30);
    enrolled.sends(&mut browser, &challenge, &next).expect(201);
    let me = browser.send(centre, "GET", "/me", &Value::Null).expect(200);
    assert_eq!(me["displayName"], "mei");
    let (mut other, challenge) = enrolled.halfway();
    assert_problem(
        &enrolled.sends(&mut other, &challenge, &next),
        401,
        "wrong-code",
    );
}

#[rstest]
fn a_challenge_is_good_once_and_for_five_minutes(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(enrolled) = Enrolled::new(engine) else {
        return;
    };
    let (mut browser, challenge) = enrolled.halfway();
    let code = code_at(&enrolled.secret, NOW_SECONDS + 30);
    enrolled.sends(&mut browser, &challenge, &code).expect(201);
    let recovery = &enrolled.recovery_codes[0];
    let again = enrolled.sends(&mut browser, &challenge, recovery);
    assert_problem(&again, 401, "challenge-over");
    let (mut browser, challenge) = enrolled.halfway();
    enrolled.centre.moves_on_by_seconds(301);
    let late = enrolled.sends(&mut browser, &challenge, recovery);
    assert_problem(&late, 401, "challenge-over");
    let made_up = enrolled.sends(&mut browser, "ccc_made-up", recovery);
    assert_problem(&made_up, 401, "challenge-over");
}

#[rstest]
fn a_recovery_code_opens_the_session_once_however_it_is_typed(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(enrolled) = Enrolled::new(engine) else {
        return;
    };
    assert_eq!(enrolled.recovery_codes.len(), 10);
    let code = enrolled.recovery_codes[3].to_lowercase().replace('-', " ");
    let (mut browser, challenge) = enrolled.halfway();
    enrolled.sends(&mut browser, &challenge, &code).expect(201);
    let state = browser.send(&enrolled.centre, "GET", "/me/two-step", &Value::Null);
    assert_eq!(state.expect(200)["recoveryCodesLeft"], 9);
    let (mut browser, challenge) = enrolled.halfway();
    assert_problem(
        &enrolled.sends(&mut browser, &challenge, &code),
        401,
        "wrong-code",
    );
}

#[rstest]
fn guessing_codes_ends_the_challenge_and_locks_the_name(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(enrolled) = Enrolled::new(engine) else {
        return;
    };
    let (mut browser, challenge) = enrolled.halfway();
    // The password was the first attempt that has not ended in a session.
    for _ in 0..4 {
        assert_problem(
            &enrolled.sends(&mut browser, &challenge, "000000"),
            401,
            "wrong-code",
        );
    }
    let locked = enrolled.sends(&mut browser, &challenge, "000000");
    assert_problem(&locked, 429, "sign-in-locked");
    assert_eq!(locked.header("retry-after"), Some("30"));
    enrolled.centre.moves_on_by_seconds(30);
    assert_problem(
        &enrolled.sends(&mut browser, &challenge, "000000"),
        401,
        "wrong-code",
    );
    enrolled.centre.moves_on_by_seconds(60);
    let right = code_at(&enrolled.secret, NOW_SECONDS + 90);
    assert_problem(
        &enrolled.sends(&mut browser, &challenge, &right),
        401,
        "challenge-over",
    );
}

#[rstest]
fn it_is_turned_off_with_password_and_code_or_by_an_administrator(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(enrolled) = Enrolled::new(engine) else {
        return;
    };
    let centre = &enrolled.centre;
    let (mut browser, challenge) = enrolled.halfway();
    let recovery = &enrolled.recovery_codes;
    enrolled
        .sends(&mut browser, &challenge, &recovery[0])
        .expect(201);
    let mut remove = |password: &str, code: &str| {
        let body = json!({ "password": password, "code": code });
        browser.send(centre, "POST", "/me/two-step/remove", &body)
    };
    assert_problem(
        &remove("not the password", &recovery[1]),
        403,
        "wrong-password",
    );
    let wrong = remove(PASSWORD, &recovery[0]);
    assert_problem(&wrong, 422, "invalid");
    assert_eq!(wrong.pointers(), ["/code"]);
    remove(PASSWORD, &recovery[1]).expect(204);
    assert_problem(&remove(PASSWORD, &recovery[2]), 409, "two-step-off");
    Browser::of(centre, "mei");

    let Some(enrolled) = Enrolled::new(engine) else {
        return;
    };
    let centre = &enrolled.centre;
    let users = centre.get(Role::Admin, "/users").expect(200);
    let user = &users["entities"][0];
    assert_eq!(user["twoStep"], true);
    let path = format!("/users/{}/two-step", user["id"].as_str().unwrap());
    centre
        .send(Role::Admin, "DELETE", &path, &Value::Null)
        .expect(204);
    Browser::of(centre, "mei");
}

#[rstest]
fn a_secret_that_was_not_confirmed_asks_for_nothing(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    centre.user("mei", Role::Planner);
    let mut browser = Browser::of(&centre, "mei");
    let mut post = |path: &str, body: Value| browser.send(&centre, "POST", path, &body);
    let early = post("/me/two-step/confirm", json!({ "code": "000000" }));
    assert_problem(&early, 409, "no-enrolment");
    let wrong = post("/me/two-step", json!({ "password": "not the password" }));
    assert_problem(&wrong, 403, "wrong-password");
    post("/me/two-step", json!({ "password": PASSWORD })).expect(201);
    let wrong = post("/me/two-step/confirm", json!({ "code": "no code" }));
    assert_problem(&wrong, 422, "invalid");
    Browser::of(&centre, "mei");
}

#[rstest]
fn a_key_has_no_second_step(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    assert_problem(&centre.get(Role::Planner, "/me/two-step"), 409, "no-user");
    let body = json!({ "password": PASSWORD });
    let answer = centre.post(Role::Planner, "/me/two-step", &body);
    assert_problem(&answer, 409, "no-user");
}
