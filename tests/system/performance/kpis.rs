//! Every KPI of a Monday recomputed by hand, and what a query can be asked.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::monday::{Monday, close};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, assert_problem, list, number, text};

#[rstest]
fn every_kpi_of_a_day_is_what_it_is_by_hand(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    monday.price();
    let minutes = |minutes: f64| minutes * 60.0;

    // The queue: 100 and 50 contacts.
    monday.expect("offered", 150.0, None, 150.0);
    monday.expect("handled", 140.0, None, 140.0);
    monday.expect("abandoned", 10.0, None, 10.0);
    monday.expect("abandonRate", 10.0, Some(150.0), 100.0 * 10.0 / 150.0);
    monday.expect("serviceLevel", 130.0, Some(150.0), 100.0 * 130.0 / 150.0);
    let handled = 90.0 * 200.0 + 50.0 * 100.0;
    monday.expect("averageHandleTime", handled, Some(140.0), handled / 140.0);
    monday.expect("abandonedCost", 80.0, None, 80.0);
    let unknown = monday.monday(&["averageSpeedOfAnswer", "offered"]);
    assert!(
        unknown["averageSpeedOfAnswer"]["value"].is_null(),
        "{unknown}"
    );

    // Ada: 480 minutes at work, 450 of them paid; 420 due on queue, of which 15 at a break.
    monday.expect(
        "occupancy",
        minutes(60.0),
        Some(minutes(405.0)),
        100.0 * 60.0 / 405.0,
    );
    monday.expect("utilisation", minutes(60.0), Some(minutes(480.0)), 12.5);
    monday.expect("adherence", minutes(465.0), Some(minutes(480.0)), 96.875);
    monday.expect(
        "conformance",
        minutes(405.0),
        Some(minutes(420.0)),
        100.0 * 405.0 / 420.0,
    );
    monday.expect(
        "plannedShrinkage",
        minutes(30.0),
        Some(minutes(450.0)),
        100.0 * 30.0 / 450.0,
    );
    monday.expect(
        "unplannedShrinkage",
        minutes(15.0),
        Some(minutes(450.0)),
        100.0 * 15.0 / 450.0,
    );
    let day = 86_400.0;
    monday.expect(
        "presentHeads",
        minutes(405.0),
        Some(day),
        minutes(405.0) / day,
    );
    monday.expect(
        "scheduledOnQueueHeads",
        minutes(420.0),
        Some(day),
        minutes(420.0) / day,
    );
    monday.expect("paidHours", minutes(450.0), None, 7.5);
    // Six hours a week are hers; the last hour and a half cost half as much again.
    monday.expect("overtimeHours", minutes(90.0), None, 1.5);
    monday.expect("overtimeCost", 90.0, None, 90.0);
    monday.expect("overtimePremiumCost", 30.0, None, 30.0);
    monday.expect("paidCost", 6.0 * 40.0 + 90.0, None, 330.0);

    // The forecast against what came.
    let [nine, half_past] = monday.forecast;
    let (first, second) = (nine - 100.0, half_past - 50.0);
    let absolute = first.abs() + second.abs();
    monday.expect("wape", absolute, Some(150.0), 100.0 * absolute / 150.0);
    let signed = first + second;
    monday.expect("bias", signed, Some(150.0), 100.0 * signed / 150.0);
}

#[rstest]
fn heads_contacts_and_money_of_an_interval_are_what_they_are_by_hand(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    monday.price();
    let body = json!({ "interval": "2026-06-01T07:00:00Z/2026-06-01T08:00:00Z", "granularity": "Interval",
        "groupBy": ["planningGroupId"], "metrics": ["requiredHeads", "scheduledHeads", "overHeads", "underHeads",
            "overHours", "underHours", "overCost", "underCost", "expectedLostContacts", "forecastOffered",
            "optimalCapacity", "maximalCapacity"] });
    let answer = monday.ask(Role::Planner, &body).expect(200);
    assert_eq!(answer["currency"], "EUR");
    let rows = list(&answer["entities"]);
    assert_eq!(rows.len(), 2, "{answer}");
    for (index, scheduled) in [20.0, 10.0].into_iter().enumerate() {
        let row = &rows[index];
        assert_eq!(row["group"]["planningGroupId"], monday.group);
        assert_eq!(row["names"]["planningGroup"], "Cards");
        let value = |name: &str| number(&row["metrics"][name]["value"]);
        let required = monday.required[index];
        let (volume, aht) = (monday.forecast[index], monday.aht[index]);
        let (over, under) = (
            (scheduled - required).max(0.0),
            (required - scheduled).max(0.0),
        );
        // 30 % of them are away: 14 and 7 are at work, and nobody hangs up.
        let at_work = scheduled * 0.7;
        let most = at_work * 1_800.0 / aht;
        let lost = (volume - most).max(0.0);
        for (name, wanted) in [
            ("requiredHeads", required),
            ("scheduledHeads", scheduled),
            ("overHeads", over),
            ("underHeads", under),
            ("overHours", over / 2.0),
            ("underHours", under / 2.0),
            ("overCost", over / 2.0 * 30.0),
            ("expectedLostContacts", lost),
            ("underCost", lost * 8.0),
            ("forecastOffered", volume),
            ("maximalCapacity", most * 0.85),
        ] {
            assert!(
                close(value(name), wanted),
                "{name} {} {wanted} {row}",
                value(name)
            );
        }
        let optimal = value("optimalCapacity");
        assert!(optimal > 0.0 && optimal <= most * 0.85, "{row}");
    }
    // 14 agents serve what is forecast within 80 % in 20 seconds, 7 do not.
    let optimal = |index: usize| number(&rows[index]["metrics"]["optimalCapacity"]["value"]);
    assert!(optimal(0) >= monday.forecast[0] && optimal(1) < monday.forecast[1]);
    assert!(number(&rows[1]["metrics"]["expectedLostContacts"]["value"]) > 0.0);
}

#[rstest]
fn the_parts_of_every_dimension_and_of_time_add_up_to_the_whole(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let rows = |group_by: &str, granularity: &str, metric: &str| {
        let body = json!({ "interval": "2026-05-25/2026-06-08", "granularity": granularity, "metrics": [metric],
            "groupBy": if group_by.is_empty() { json!([]) } else { json!([group_by]) }, "pageSize": 1_000 });
        let answer = monday.ask(Role::Supervisor, &body).expect(200);
        assert!(answer["nextPageToken"].is_null(), "{answer}");
        list(&answer["entities"]).clone()
    };
    let sum = |rows: &[Value], metric: &str| -> f64 {
        rows.iter()
            .map(|row| row["metrics"][metric]["numerator"].as_f64().unwrap_or(0.0))
            .sum()
    };
    for (metric, dimensions) in [
        (
            "offered",
            ["region", "businessUnitId", "planningGroupId", "queueId"],
        ),
        (
            "presentHeads",
            ["businessUnitId", "managementUnitId", "teamId", "agentId"],
        ),
        (
            "requiredHeads",
            ["region", "region", "businessUnitId", "planningGroupId"],
        ),
    ] {
        let whole = sum(&rows("", "Total", metric), metric);
        assert!(whole > 0.0, "{metric}");
        for dimension in dimensions {
            let parts = sum(&rows(dimension, "Total", metric), metric);
            assert!(
                close(parts, whole),
                "{metric} by {dimension}: {parts} of {whole}"
            );
        }
        for granularity in ["Interval", "Hour", "Day", "Week", "Month"] {
            let parts = sum(&rows("", granularity, metric), metric);
            assert!(
                close(parts, whole),
                "{metric} by {granularity}: {parts} of {whole}"
            );
        }
    }
    let by_agent = rows("agentId", "Day", "presentHeads");
    assert_eq!(by_agent[0]["group"]["agentId"], monday.ada);
    assert_eq!(by_agent[0]["names"]["agent"], "Ada");
}

#[rstest]
fn filters_pages_and_regions_cut_what_is_asked_for(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let path = format!("/business-units/{}", monday.unit);
    let mut unit = monday.centre.get(Role::Admin, &path).expect(200);
    for stored in ["id", "version", "createdAt", "modifiedAt"] {
        unit.as_object_mut().unwrap().remove(stored);
    }
    unit["region"] = json!("EMEA");
    monday.centre.put(Role::Admin, &path, 1, &unit).expect(200);
    let offered = |filter: Value| {
        let body = json!({ "interval": "2026-06-01/2026-06-02", "metrics": ["offered"], "groupBy": ["region"],
            "filter": filter });
        monday.ask(Role::Supervisor, &body)
    };
    for filter in [
        json!({ "region": ["EMEA"] }),
        json!({ "queueId": [monday.queue], "planningGroupId": [monday.group] }),
    ] {
        let answer = offered(filter).expect(200);
        assert_eq!(answer["entities"][0]["group"]["region"], "EMEA");
        assert_eq!(answer["entities"][0]["metrics"]["offered"]["value"], 150.0);
    }
    let unknown = offered(json!({ "region": ["APAC"] }));
    assert_problem(&unknown, 422, "invalid");
    assert_eq!(unknown.pointers(), ["/filter/region"]);

    // The weeks before, half hour by half hour, seven rows a page.
    let ask = |token: Value, size: i64| {
        let body = json!({ "interval": "2026-05-18/2026-06-02", "granularity": "Interval", "groupBy": ["queueId"],
            "metrics": ["offered"], "pageSize": size, "pageToken": token });
        monday.ask(Role::Supervisor, &body).expect(200)
    };
    let whole = ask(Value::Null, 1_000);
    let mut paged = Vec::new();
    let mut token = Value::Null;
    loop {
        let page = ask(token, 7);
        paged.extend(list(&page["entities"]).clone());
        if page["nextPageToken"].is_null() {
            break;
        }
        assert_eq!(list(&page["entities"]).len(), 7);
        token = page["nextPageToken"].clone();
    }
    assert_eq!(&paged, list(&whole["entities"]));
    // 12 open days of 16 half hours, and two half hours of Monday.
    assert_eq!(paged.len(), 12 * 16 + 2);
}

#[rstest]
fn what_cannot_be_asked_is_refused_at_its_place(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let refused = |role: Role, more: Value, status: u16, code: &str| {
        let mut body = json!({ "interval": "2026-06-01/2026-06-02", "metrics": ["offered"] });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        let answer = monday.ask(role, &body);
        assert_problem(&answer, status, code);
        answer
    };
    let impossible = refused(
        Role::Planner,
        json!({ "metrics": ["adherence"], "groupBy": ["queueId"] }),
        422,
        "invalid",
    );
    assert_eq!(
        impossible.json()["errors"][0]["code"],
        "impossible-dimension"
    );
    assert_eq!(impossible.pointers(), ["/groupBy/0"]);
    let days = refused(
        Role::Planner,
        json!({ "metrics": ["attempts"] }),
        422,
        "invalid",
    );
    assert_eq!(days.pointers(), ["/timeZone"]);
    let name = refused(
        Role::Planner,
        json!({ "definition": "none" }),
        422,
        "invalid",
    );
    assert_eq!(name.pointers(), ["/definition"]);
    refused(
        Role::Planner,
        json!({ "metrics": ["paidCost"] }),
        409,
        "no-cost-rate",
    );
    // What an hour of an agent costs is no supervisor's business.
    refused(
        Role::Supervisor,
        json!({ "metrics": ["paidCost"] }),
        403,
        "forbidden",
    );
    let page = refused(Role::Planner, json!({ "pageSize": 1_001 }), 422, "invalid");
    assert_eq!(page.pointers(), ["/pageSize"]);
    let other = monday.centre.other_tenant();
    let body = json!({ "interval": "2026-06-01/2026-06-02", "metrics": ["offered"],
        "filter": { "queueId": [monday.queue] } });
    let answer = monday.centre.send_raw(
        Some(&other),
        "POST",
        "/api/v1/performance/query",
        &[("content-type", "application/json")],
        body.to_string().into_bytes(),
    );
    assert_problem(&answer, 422, "invalid");
    let definitions = monday
        .centre
        .get(Role::Supervisor, "/kpi-definitions")
        .expect(200);
    for definition in list(&definitions["entities"]) {
        let name = text(&definition["name"]);
        let one = monday
            .centre
            .get(Role::Supervisor, &format!("/kpi-definitions/{name}"));
        assert_eq!(&one.expect(200), definition);
    }
    let none = monday
        .centre
        .get(Role::Supervisor, "/kpi-definitions/happiness");
    assert_problem(&none, 404, "not-found");
}

#[rstest]
fn a_day_without_any_known_state_has_a_plan_and_no_adherence(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start_unheard_of(engine) else {
        return;
    };
    let metrics = [
        "adherence",
        "conformance",
        "occupancy",
        "scheduledOnQueueHeads",
        "unplannedShrinkage",
    ];
    let unheard = monday.monday(&metrics);
    for metric in ["adherence", "conformance", "occupancy"] {
        assert!(unheard[metric]["value"].is_null(), "{metric} {unheard}");
    }
    // Seven hours were planned on queue; nobody is known to have been elsewhere.
    let planned = number(&unheard["scheduledOnQueueHeads"]["numerator"]);
    assert_eq!(planned, 7.0 * 3_600.0);
    assert_eq!(unheard["unplannedShrinkage"]["value"], 0.0);

    // Once anything is known of the day, what is not known of it counts as the definition says, however the day is cut.
    monday.report_states();
    let body = |granularity: &str| {
        json!({ "interval": "2026-06-01/2026-06-02", "granularity": granularity,
        "metrics": ["adherence"], "pageSize": 1_000 })
    };
    let sums = |granularity: &str| {
        let answer = monday.ask(Role::Planner, &body(granularity)).expect(200);
        let sum = |part: &str| -> f64 {
            let rows = list(&answer["entities"]).iter();
            rows.filter_map(|row| row["metrics"]["adherence"][part].as_f64())
                .sum()
        };
        (sum("numerator"), sum("denominator"))
    };
    let whole = sums("Total");
    assert!(whole.1 > 0.0);
    for granularity in ["Day", "Hour", "Interval"] {
        assert_eq!(sums(granularity), whole, "{granularity}");
    }
}

#[rstest]
fn business_units_that_cut_time_differently_are_not_added_up(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let sunday = json!({ "name": "Sunday bank", "timeZone": "Europe/Berlin", "startDayOfWeek": "Sunday",
        "intervalLengthMinutes": 15 });
    monday
        .centre
        .post(Role::Admin, "/business-units", &sunday)
        .expect(201);
    let ask = |granularity: &str, more: Value| {
        let mut body = json!({ "interval": "2026-05-25/2026-06-08", "metrics": ["offered"],
            "granularity": granularity });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        monday.ask(Role::Planner, &body)
    };
    for granularity in ["Week", "Interval"] {
        let refused = ask(granularity, json!({}));
        assert_problem(&refused, 422, "invalid");
        assert_eq!(refused.pointers(), ["/granularity"]);
        assert_eq!(refused.json()["errors"][0]["code"], "mixed-time-buckets");
        // One of them, or each by itself.
        ask(granularity, json!({ "groupBy": ["businessUnitId"] })).expect(200);
        let one = json!({ "filter": { "businessUnitId": [monday.unit] } });
        ask(granularity, one).expect(200);
    }
    for granularity in ["Total", "Hour", "Day", "Month"] {
        ask(granularity, json!({})).expect(200);
    }
}
