//! In which order contacts are handed out.

use crewcast::db::schema::outbound::segment_values;
use diesel::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Calling, MONDAY_TEN, who};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine};

/// As response models write it. Ten on Monday is the callee's 10th hour of the week.
fn values(centre: &Centre, campaign: &str, rows: &[(&str, Option<i32>, f64)]) {
    let rows: Vec<_> = rows
        .iter()
        .map(|(segment, hour, value)| {
            (
                segment_values::tenant_id.eq(centre.tenant.as_str()),
                segment_values::campaign_id.eq(campaign),
                segment_values::segment.eq(*segment),
                segment_values::hour_of_week.eq(*hour),
                segment_values::expected_value.eq(*value),
                segment_values::exploration_share.eq(1.0),
                segment_values::trained_at.eq(0_i64),
            )
        })
        .collect();
    centre
        .db
        .write(|conn| {
            for row in rows {
                crewcast::each!(conn, c => diesel::insert_into(segment_values::table).values(row).execute(c))
                    .map_err(crewcast::db::DbError::from)?;
            }
            Ok::<_, crewcast::db::DbError>(())
        })
        .expect("values can be kept");
}

fn reasons(leases: &[Value]) -> Vec<&str> {
    leases
        .iter()
        .map(|lease| lease["reason"].as_str().unwrap())
        .collect()
}

const SEGMENTS: &str = "phone,externalId,segment\n13800000000,c0,cold\n13800000001,c1,warm\n\
    13800000002,c2,\n13800000003,c3,hot\n13800000004,c4,warm\n";

#[rstest]
fn without_values_the_longest_waiting_comes_first_whatever_its_segment_and_zone(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports(
        "phone,externalId,segment,timeZone\n13800000000,c0,b,Asia/Tokyo\n13800000001,c1,a,\n13800000002,c2,b,\n",
    );
    let campaign = calling.campaign("loans", "loans");
    let leases = calling.lease(&campaign, 2);
    assert_eq!(who(&leases), ["c0", "c1"]);
    assert_eq!(reasons(&leases), ["longestWaiting"; 2]);
}

#[rstest]
fn the_segment_that_is_worth_most_in_this_hour_comes_first_and_the_unknown_last(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports(SEGMENTS);
    let campaign = calling.campaign_with("loans", "loans", json!({ "explorationShare": 0.0 }));
    values(
        &centre,
        &campaign,
        &[
            ("warm", None, 2.0),
            ("hot", None, 1.0),
            ("hot", Some(10), 5.0),
            ("cold", Some(10), 0.5),
            // Another hour's worth is nothing to this one.
            ("cold", Some(11), 99.0),
        ],
    );
    let leases = calling.lease(&campaign, 5);
    assert_eq!(who(&leases), ["c3", "c1", "c4", "c0", "c2"]);
    let expected = [
        "expectedValue",
        "expectedValue",
        "expectedValue",
        "expectedValue",
        "longestWaiting",
    ];
    assert_eq!(reasons(&leases), expected);
}

#[rstest]
fn who_is_explored_is_told_and_only_of_segments_below_the_best(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports(SEGMENTS);
    let campaign = calling.campaign_with("loans", "loans", json!({ "explorationShare": 1.0 }));
    values(
        &centre,
        &campaign,
        &[("hot", None, 5.0), ("warm", None, 1.0)],
    );
    let leases = calling.lease(&campaign, 1);
    assert_eq!(reasons(&leases), ["exploration"]);
    assert_ne!(who(&leases), ["c3"]);
    let rest = calling.lease(&campaign, 10);
    assert_eq!(
        rest.len(),
        4,
        "what no other segment has comes from the best"
    );
}

#[rstest]
fn a_share_that_is_none_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let body = json!({
        "name": "loans", "contactListId": calling.list, "callableTimeSetId": calling.hours, "productFamily": "loans",
        "explorationShare": 1.5, "agentCallbackMinutes": -1
    });
    let answer = centre.post(
        crewcast::tenancy::Role::Planner,
        "/outbound/campaigns",
        &body,
    );
    crate::support::assert_problem(&answer, 422, "invalid");
    assert_eq!(
        answer.pointers(),
        ["/agentCallbackMinutes", "/explorationShare"]
    );
}

#[rstest]
fn of_many_segments_those_whose_contacts_are_taken_hide_no_others(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let rows: String = (0..130)
        .map(|i| format!("1380000{i:04},c{i},s{i}\n"))
        .collect();
    calling.imports(&format!("phone,externalId,segment\n{rows}"));
    let campaign = calling.campaign("loans", "loans");
    let first = calling.ask(&campaign, 1_000, json!({}));
    assert_eq!(first["leases"].as_array().unwrap().len(), 128);
    assert_eq!(first["more"], true);
    let second = calling.ask(&campaign, 1_000, json!({}));
    assert_eq!(second["leases"].as_array().unwrap().len(), 2);
    assert_eq!(second["more"], false);
}
