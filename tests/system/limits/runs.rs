//! Runs that are too large, or too many, are refused before a worker is asked.

use crewcast::config::{Config, RunSizes};
use crewcast::jobs::MOST_QUEUED_RUNS;
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::json;

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

#[rstest]
fn a_forecast_larger_than_is_allowed_is_refused_with_its_figures(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let config = Config {
        run_sizes: RunSizes {
            forecast_group_intervals: 10_000,
            ..RunSizes::default()
        },
        ..Config::default()
    };
    let Some(centre) = Centre::start_configured(engine, &config) else {
        return;
    };
    let unit = centre
        .post(
            Role::Admin,
            "/business-units",
            &json!({
                "name": "Bank", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday", "intervalLengthMinutes": 15,
            }),
        )
        .id();
    let path = format!("/business-units/{unit}/weeks/2026-06-01/short-term-forecasts/generate");
    let body = json!({
        "weekCount": 1, "description": "June", "historyWeeks": 52, "planningGroupIds": ["a", "b"],
    });
    let refused = centre.post(Role::Planner, &path, &body);
    assert_problem(&refused, 422, "run-too-large");
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(
        detail.starts_with(
            "2 planning groups × 53 weeks × 672 intervals a week are 71232, more than the 10000"
        ),
        "{detail}"
    );
    let runs = centre.get(Role::Planner, "/runs").expect(200);
    assert_eq!(runs["entities"], json!([]), "nothing was queued");
}

#[rstest]
fn so_many_runs_of_a_tenant_wait_and_no_more(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some((db, _folder)) = engine.fresh() else {
        return;
    };
    let clock = crewcast::clock::Clock::System;
    let tenant = crate::support::new_tenant(&db, &clock, "Bank");
    let submit = |tenant: &crewcast::tenancy::TenantId| {
        let scope = Scope::system(tenant.clone(), clock.now());
        db.write(|conn| crewcast::jobs::submit(conn, &scope, "forecast", &json!({})))
    };
    for _ in 0..MOST_QUEUED_RUNS {
        submit(&tenant).expect("there is room");
    }
    let refused = submit(&tenant).expect_err("there is no room");
    assert_eq!(refused.code(), "too-many-queued-runs");
    let other = crate::support::new_tenant(&db, &clock, "Shop");
    submit(&other).expect("another tenant has room of its own");
}
