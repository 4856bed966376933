//! A running day told again from its morning.

use crewcast::history::{ImportKind, ImportOptions, ImportStatus, Upload, import_file};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

/// Half hours from 09:00 to 17:00 of Monday to Saturday: days are busy or quiet as a whole, with a little noise.
fn usual(offset: usize, half_hour: usize) -> Option<f64> {
    let open = offset % 7 < 6 && (18..34).contains(&half_hour);
    let noise = ((offset * 31 + half_hour * 17) % 13) as f64 - 6.0;
    let day = ((offset * 29) % 17) as f64 - 8.0;
    open.then(|| 100.0 + 4.0 * day + noise.round())
}

/// Imports the days from `first` on, each half hour as told.
fn import(centre: &Centre, unit: &str, first: &str, days: &dyn Fn(usize, usize) -> Option<f64>) {
    let mut text =
        "QueueName,IntervalStart,IntervalMinutes,Offered,AverageHandleTimeSeconds\n".to_owned();
    let first: chrono::NaiveDate = first.parse().unwrap();
    for (offset, day) in first.iter_days().take(56).enumerate() {
        for half_hour in 0..48 {
            if let Some(offered) = days(offset, half_hour) {
                let (hour, minute) = (half_hour / 2, half_hour % 2 * 30);
                text += &format!("Cards,{day}T{hour:02}:{minute:02}:00,30,{offered},180\n");
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("history.csv");
    std::fs::write(&file, text).unwrap();
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let imported = import_file(
        &centre.db,
        &scope,
        &Upload::of_path(&file).unwrap(),
        &ImportOptions::new(
            unit.trim_start_matches("/business-units/"),
            ImportKind::Intervals,
        ),
        &mut |_| {},
    )
    .unwrap();
    assert_eq!(imported.status, ImportStatus::Complete, "{imported:?}");
}

#[rstest]
fn a_busy_morning_raises_what_is_expected_of_the_afternoon(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, "2026-05-31T10:00:00Z") else {
        return;
    };
    let (unit, group) = bank(&centre, None);
    import(&centre, &unit, "2026-04-06", &usual);
    let weeks = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
    let run = generate(&centre, &weeks);
    assert_eq!(run["state"], "Complete", "{run}");
    let id = run["result"]["shortTermForecastId"].as_str().unwrap();
    let path = format!("{weeks}/{id}/reforecast");
    let ask = |body: Value| centre.post(Role::Supervisor, &path, &body);

    // Noon in Berlin.
    let noon = json!({ "asOf": "2026-06-01T10:00:00Z" });
    assert_problem(&ask(noon.clone()), 409, "nothing-observed");
    let outside = ask(json!({}));
    assert_problem(&outside, 422, "invalid");
    assert_eq!(outside.json()["errors"][0]["pointer"], "/asOf");

    import(&centre, &unit, WEEK, &|offset, half_hour| {
        (offset == 0 && (18..28).contains(&half_hour)).then_some(150.0)
    });
    let told = ask(noon.clone()).expect(200);
    assert_eq!(
        (&told["date"], &told["notReforecast"]),
        (&json!(WEEK), &json!([]))
    );
    let day = &told["planningGroups"][0];
    assert_eq!(day["planningGroupId"], group.as_str());
    // 13:30 had been imported, but not ended by noon.
    assert_eq!(day["observedUntil"], "2026-06-01T10:00:00Z");
    let intervals = day["intervals"].as_array().unwrap();
    assert_eq!(intervals.len(), 48);
    assert_eq!(intervals[18]["startDate"], "2026-06-01T07:00:00Z");
    assert_eq!(intervals[23]["actual"], 150.0);
    assert_eq!(
        (intervals[24].get("actual"), &intervals[40]["reforecast"]),
        (None, &json!(0.0))
    );
    let change = day["restOfDay"]["percentChange"].as_f64().unwrap();
    assert!(change > 5.0 && change < 60.0, "{change}");
    for interval in &intervals[24..34] {
        let number = |name: &str| interval[name].as_f64().unwrap();
        assert!(
            number("p10") <= number("p50") && number("p50") <= number("p90"),
            "{interval}"
        );
        assert!(number("reforecast") > number("forecast"), "{interval}");
    }
    assert_eq!(ask(noon).expect(200), told);

    // At nine nothing had ended yet.
    let early = ask(json!({ "asOf": "2026-06-01T07:00:00Z" }));
    assert_problem(&early, 409, "nothing-observed");
}

#[rstest]
fn days_are_told_two_years_ahead_with_their_weeks_and_months(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, "2026-06-01T10:00:00Z") else {
        return;
    };
    let (unit, group) = bank(&centre, None);
    let path = format!("{unit}/planning-groups/{group}/daily-outlook");
    let ask = |query: &str| centre.get(Role::Supervisor, &format!("{path}{query}"));
    assert_problem(&ask("?weeks=104"), 409, "cannot-be-forecast");
    import(&centre, &unit, "2026-04-06", &usual);
    let told = ask("?weeks=104").expect(200);
    let days = told["days"].as_array().unwrap();
    assert_eq!(
        (days.len(), &days[0]["date"], &told["historyEndDate"]),
        (728, &json!("2026-05-31"), &json!("2026-05-30"))
    );
    assert_eq!(days[0]["mean"], 0.0, "Sundays are closed");
    let sum = |of: &Value| -> f64 {
        let all = of.as_array().unwrap().iter();
        all.map(|one| one["mean"].as_f64().unwrap()).sum()
    };
    let total = sum(&told["days"]);
    assert!((sum(&told["weeks"]) - total).abs() < 1e-6 * total);
    assert!((sum(&told["months"]) - total).abs() < 1e-6 * total);
    assert_eq!(
        (&told["weeks"][0]["startDate"], &told["weeks"][0]["days"]),
        (&json!("2026-05-25"), &json!(1))
    );
    // 16 half hours of about 100 on six days.
    let week = told["weeks"][1]["mean"].as_f64().unwrap();
    assert!((week / 9_600.0 - 1.0).abs() < 0.1, "{week}");
    let refused = ask("?weeks=131");
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.json()["errors"][0]["pointer"], "?weeks");
}
