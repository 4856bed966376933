//! Campaigns that give their agent-minutes back to the queues.

use crewcast::organisation::WeekGrid;
use crewcast::outbound::{Allocation, AllocationRequest, Surplus, SurplusGroup, allocate};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use super::{Day, of_kind};
use crate::forecasts::WEEK;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, list, number, text};

/// A campaign that is on, with 200 contacts of ten minutes; an agent-minute brings 0.5. Returns its id.
fn campaign(day: &Day) -> String {
    let centre = &day.floor.centre;
    let slots: Vec<Value> = (1..=7)
        .map(|day| json!({ "day": day, "startTime": "08:00", "stopTime": "20:00" }))
        .collect();
    let hours =
        json!({ "name": "Hours", "callableTimes": [{ "timeZoneId": "*", "timeSlots": slots }] });
    let hours = centre
        .post(Role::Planner, "/outbound/callable-time-sets", &hours)
        .id();
    let contacts =
        json!({ "name": "List", "defaultTimeZone": "Europe/Berlin", "defaultRegion": "CN" });
    let contacts = centre
        .post(Role::Planner, "/outbound/contact-lists", &contacts)
        .id();
    let rows: String = (0..200).map(|i| format!("1380000{i:04},c{i}\n")).collect();
    let csv = format!("phone,externalId\n{rows}");
    centre
        .upload(
            Role::Planner,
            &format!("/outbound/contact-lists/{contacts}/contacts/import"),
            "text/csv",
            csv,
        )
        .expect(200);
    let campaign = json!({ "name": "Cards for all", "contactListId": contacts, "callableTimeSetId": hours,
        "productFamily": "cards", "allocationTerms": { "valuePerAgentMinute": 0.5, "agentMinutesPerContact": 10.0 } });
    let campaign = centre
        .post(Role::Planner, "/outbound/campaigns", &campaign)
        .id();
    let switch = format!("/outbound/campaigns/{campaign}/start");
    centre
        .post(Role::Planner, &switch, &Value::Null)
        .expect(200);
    campaign
}

/// Hands so many agent-minutes of each half hour of Monday, from nine to five, to campaigns.
fn hand_out(day: &Day, minutes: f64) -> Allocation {
    let grid = WeekGrid::of_days(WEEK.parse().unwrap(), 7, chrono_tz::Europe::Berlin, 30).unwrap();
    let of = |index: usize| {
        if (18..34).contains(&index) {
            minutes
        } else {
            0.0
        }
    };
    let surplus = Surplus {
        groups: vec![SurplusGroup {
            planning_group_id: day.group.clone(),
            minutes_per_interval: (0..grid.intervals()).map(of).collect(),
        }],
        grid,
    };
    let request = AllocationRequest {
        business_unit_id: day.floor.unit.clone(),
        schedule_id: day.schedule.clone(),
        ..AllocationRequest::default()
    };
    let centre = &day.floor.centre;
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let given = centre
        .db
        .write(|conn| allocate(conn, &scope, &request, &surplus));
    given.unwrap()
}

/// Noon, with as many agents as the queue takes and three of them on a campaign.
fn noon(engine: Engine) -> Option<(Day, String)> {
    let day = Day::new(engine, 17, "2026-06-01T09:00:00+02:00")?;
    day.came(&[(100.0, 90.0, 180.0); 6]);
    day.states("ON_QUEUE", 0..17);
    let campaign = campaign(&day);
    let given = hand_out(&day, 90.0);
    assert_eq!(given.campaigns[0].total_minutes.round(), 1_440.0);
    Some((day, campaign))
}

fn advice(day: &Day, lead_minutes: u32) -> Value {
    let ask = json!({ "kinds": ["throttleCampaign"], "minimumLeadMinutes": lead_minutes });
    day.post(Role::Supervisor, "/actions", &ask).expect(201)
}

#[rstest]
fn a_campaign_is_throttled_and_its_minutes_go_back_to_the_queues(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((day, campaign)) = noon(engine) else {
        return;
    };
    let centre = &day.floor.centre;
    let advised = advice(&day, 10);
    let action = of_kind(&advised, "throttleCampaign").unwrap_or_else(|| panic!("{advised}"));
    assert_eq!(
        (&action["campaignIds"], &action["startDate"]),
        (&json!([campaign]), &json!("2026-06-01T10:30:00Z"))
    );
    // Nine half hours of 90 agent-minutes.
    assert_eq!(number(&action["cost"]["agentHours"]), 13.5);
    assert_eq!(number(&action["cost"]["money"]), 13.5 * 60.0 * 0.5);
    let version = advised["scheduleVersion"].as_i64().unwrap();
    let applied = day.apply(Role::Supervisor, action, version).expect(200);
    assert_eq!(
        applied["applied"]["scheduleVersion"], version,
        "no shift changes"
    );
    let status = centre
        .get(Role::Planner, &format!("/outbound/campaigns/{campaign}"))
        .expect(200);
    assert_eq!(status["campaignStatus"], "off");
    let now = allocation_of(&day, &applied);
    let share = &now["campaigns"][0];
    assert_eq!(
        ["totalMinutes", "expectedContacts", "expectedValue"]
            .map(|one| number(&share[one]).round()),
        [630.0, 63.0, 315.0]
    );
    assert_eq!(list(&now["messages"]).last().unwrap()["code"], "throttled");
    assert_eq!(
        advice(&day, 10)["actions"],
        json!([]),
        "there is nothing left to throttle"
    );
}

fn allocation_of(day: &Day, applied: &Value) -> Value {
    let id = text(&applied["applied"]["allocationIds"][0]);
    let path = format!("/outbound/allocations/{id}");
    day.floor.centre.get(Role::Planner, &path).expect(200)
}

#[rstest]
fn nothing_is_given_back_before_the_lead_that_was_asked_for_is_over(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((day, _)) = noon(engine) else {
        return;
    };
    let advised = advice(&day, 75);
    let action = of_kind(&advised, "throttleCampaign").unwrap_or_else(|| panic!("{advised}"));
    // The first half hour that begins 75 minutes from noon, or later, begins at half past one.
    assert_eq!(action["startDate"], "2026-06-01T11:30:00Z");
    assert_eq!(number(&action["cost"]["agentHours"]), 10.5);
}

#[rstest]
fn minutes_are_taken_out_of_the_newest_allocation_not_of_the_one_advice_was_given_on(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((day, _)) = noon(engine) else {
        return;
    };
    let advised = advice(&day, 10);
    let action = of_kind(&advised, "throttleCampaign").unwrap_or_else(|| panic!("{advised}"));
    day.goes_on_to_minutes_after_noon(1);
    // Meanwhile somebody has handed out less.
    let newest = hand_out(&day, 60.0);
    let version = advised["scheduleVersion"].as_i64().unwrap();
    let applied = day.apply(Role::Supervisor, action, version).expect(200);
    let now = allocation_of(&day, &applied);
    assert_eq!(newest.campaigns[0].total_minutes.round(), 960.0);
    assert_eq!(
        number(&now["campaigns"][0]["totalMinutes"]).round(),
        960.0 - 9.0 * 60.0
    );
}

#[rstest]
fn a_campaign_that_is_there_no_more_is_told_and_keeps_nobody_from_the_day(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((day, campaign)) = noon(engine) else {
        return;
    };
    let path = format!("/outbound/campaigns/{campaign}");
    let centre = &day.floor.centre;
    let gone = centre.send(Role::Planner, "DELETE", &path, &Value::Null);
    assert_eq!(gone.status, 204, "{}", gone.text);
    let told = day.post(Role::Supervisor, "", &json!({})).expect(200);
    assert_eq!(told["messages"][0]["code"], "campaign-gone");
    assert!(
        text(&told["messages"][0]["text"]).contains("Cards for all"),
        "{}",
        told["messages"]
    );
    assert_eq!(advice(&day, 10)["messages"], told["messages"]);
}
