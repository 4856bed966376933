//! Small campaigns cut from a big one.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::MONDAY_TEN;
use super::taught::{Taught, as_usual};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem, list, number, text};

fn proposed(centre: &Centre, body: &Value) -> Value {
    let accepted = centre.post(Role::Planner, "/outbound/segment-proposals", body);
    let result = centre.result_of_run(&accepted);
    let id = text(&result["segmentProposalId"]);
    let path = format!("/outbound/segment-proposals/{id}");
    centre.get(Role::Supervisor, &path).expect(200)
}

#[rstest]
fn slices_beat_the_lists_own_order_and_become_campaigns(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let taught = Taught::on(&centre, 0);
    let body = json!({ "campaignId": taught.campaign, "seats": 1, "hours": 3.0, "leastSlices": 1, "leastContacts": 20 });
    let early = centre.post(Role::Planner, "/outbound/segment-proposals", &body);
    assert_problem(&early, 409, "no-response-model");
    taught.calls(400, as_usual);
    taught.model(&json!({ "segments": 4 }));
    let proposal = proposed(&centre, &body);
    assert_eq!(proposal["handleSeconds"], 120.0);
    let slices = list(&proposal["slices"]);
    assert!(!slices.is_empty());
    assert!(
        text(&slices[0]["description"][0]).contains("member"),
        "{}",
        slices[0]
    );
    let rate = &slices[0]["successRate"];
    assert!(
        number(&rate["p10"]) < number(&rate["mean"])
            && number(&rate["mean"]) < number(&rate["p90"])
    );
    assert!(
        number(&proposal["total"]["successes"]) > 1.2 * number(&proposal["ownOrder"]["successes"])
    );
    assert!(number(&proposal["total"]["seatHours"]) <= 3.0 + 1e-9);

    let id = text(&proposal["id"]);
    let adopt = format!("/outbound/segment-proposals/{id}/campaigns");
    let made = centre
        .post(
            Role::Planner,
            &adopt,
            &json!({ "slices": [0], "namePrefix": "Members" }),
        )
        .expect(201);
    let made = &made["campaigns"][0];
    assert_eq!(made["name"], "Members 1");
    let campaign = format!("/outbound/campaigns/{}", text(&made["campaignId"]));
    let campaign = centre.get(Role::Planner, &campaign).expect(200);
    assert_eq!(campaign["campaignStatus"], "off");
    assert_eq!(campaign["explorationShare"], 0.1);
    let filter = format!(
        "/outbound/contact-list-filters/{}",
        text(&made["contactListFilterId"])
    );
    let filter = centre.get(Role::Planner, &filter).expect(200);
    assert_eq!(filter["clauses"], slices[0]["clauses"]);
    let preview = json!({ "contactListId": filter["contactListId"], "clauses": filter["clauses"] });
    let meant = centre
        .post(
            Role::Planner,
            "/outbound/contact-list-filters/preview",
            &preview,
        )
        .expect(200);
    let progress = taught.calling.progress(&text(&made["campaignId"]));
    assert_eq!(progress["totalNumberOfContacts"], meant["filteredContacts"]);

    let again = centre.post(
        Role::Planner,
        &adopt,
        &json!({ "slices": [0], "namePrefix": "Members" }),
    );
    assert_problem(&again, 409, "already-exists");
    let beyond = centre.post(Role::Planner, &adopt, &json!({ "slices": [0, 0, 99] }));
    assert_problem(&beyond, 422, "invalid");
    assert_eq!(beyond.pointers(), ["/slices/1", "/slices/2"]);
    let listed = centre
        .get(Role::Planner, "/outbound/segment-proposals")
        .expect(200);
    assert_eq!(listed["entities"][0]["slices"], json!(slices.len()));
}

#[rstest]
fn a_whole_list_is_cut_as_if_nobody_had_been_called(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let taught = Taught::on(&centre, 0);
    taught.calls(400, as_usual);
    taught.model(&json!({}));
    let body = json!({
        "campaignId": taught.campaign, "contactListId": taught.calling.list, "seats": 2, "hours": 4,
        "leastSlices": 1, "leastContacts": 50, "exploration": { "kind": "thompson", "share": 0.2 }, "seed": 5,
    });
    let proposal = proposed(&centre, &body);
    assert_eq!(proposal["contacts"], 600);
    assert_eq!(proposal["exploration"]["kind"], "thompson");
    assert!(number(&proposal["exploration"]["seatHours"]) <= 0.2 * 8.0 + 1e-9);
    assert_eq!(proposed(&centre, &body)["slices"], proposal["slices"]);
    let wrong =
        json!({ "campaignId": taught.campaign, "seats": 0, "hours": -1, "hourOfWeek": 168 });
    let answer = centre.post(Role::Planner, "/outbound/segment-proposals", &wrong);
    assert_problem(&answer, 422, "invalid");
    assert_eq!(answer.pointers(), ["/seats", "/hours", "/hourOfWeek"]);
}
