//! Access that is limited to units: what is in them is there, what is outside is not, and what is the whole tenant's is refused.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem};

/// A business unit with one management unit, two teams, and an agent in each team and in none.
struct Unit {
    id: String,
    site: String,
    teams: [String; 2],
    /// Of the first team, of the second, of none.
    agents: [String; 3],
    queue: String,
}

impl Unit {
    fn new(centre: &Centre, name: &str) -> Self {
        let unit = json!({ "name": name, "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday",
            "intervalLengthMinutes": 15 });
        let id = centre.post(Role::Admin, "/business-units", &unit).id();
        let post = |path: &str, body: Value| centre.post(Role::Planner, path, &body).id();
        let site = post(
            "/management-units",
            json!({ "name": format!("{name} site"), "businessUnitId": id }),
        );
        let team = |name: &str| post("/teams", json!({ "name": name, "managementUnitId": site }));
        let teams = [team("One"), team("Two")];
        let agent = |team: Option<&String>| {
            post(
                "/agents",
                json!({ "name": "Ana", "managementUnitId": site, "teamId": team }),
            )
        };
        let agents = [agent(Some(&teams[0])), agent(Some(&teams[1])), agent(None)];
        let queue =
            json!({ "name": format!("{name} calls"), "businessUnitId": id, "channel": "voice" });
        Self {
            queue: post("/queues", queue),
            id,
            site,
            teams,
            agents,
        }
    }
}

struct Limited {
    centre: Centre,
    own: Unit,
    foreign: Unit,
    secret: String,
}

impl Limited {
    /// A key of that role, limited to what is picked of the first of two business units.
    fn to(engine: Engine, role: Role, pick: impl Fn(&Unit) -> Value) -> Option<Self> {
        let centre = Centre::start(engine)?;
        let (own, foreign) = (Unit::new(&centre, "Bank"), Unit::new(&centre, "Broker"));
        let key = json!({ "name": "limited", "role": role, "scopes": [pick(&own)] });
        let key = centre.post(Role::Admin, "/api-keys", &key).expect(201);
        Some(Self {
            secret: key["secret"].as_str().unwrap().to_owned(),
            centre,
            own,
            foreign,
        })
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
        let body = body.to_string().into_bytes();
        let path = format!("/api/v1{path}");
        self.centre
            .send_raw(Some(&self.secret), method, &path, &headers, body)
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &Value::Null)
    }

    /// The ids of a list.
    fn ids(&self, path: &str) -> Vec<String> {
        let list = self.get(path).expect(200);
        let entities = list["entities"].as_array().unwrap().iter();
        entities
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    }
}

#[rstest]
fn a_business_unit_is_all_there_and_the_other_is_not(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(limited) = Limited::to(
        engine,
        Role::Planner,
        |unit| json!({ "businessUnitId": unit.id }),
    ) else {
        return;
    };
    let (own, foreign) = (&limited.own, &limited.foreign);
    assert_eq!(limited.ids("/business-units"), [own.id.as_str()]);
    assert_eq!(limited.ids("/management-units"), [own.site.as_str()]);
    assert_eq!(limited.ids("/teams"), own.teams);
    assert_eq!(limited.ids("/agents"), own.agents);
    assert_eq!(limited.ids("/queues"), [own.queue.as_str()]);
    let export = limited.get("/agents/export").text;
    assert_eq!(export.lines().count(), 4, "{export}");
    for (unit, status) in [(own, 200), (foreign, 404)] {
        for path in [
            format!("/business-units/{}", unit.id),
            format!("/business-units/{}/planning-groups", unit.id),
            format!("/business-units/{}/capacity-plans", unit.id),
            format!("/management-units/{}", unit.site),
            format!("/management-units/{}/work-plans", unit.site),
            format!("/management-units/{}/adherence", unit.site),
            format!("/teams/{}", unit.teams[0]),
            format!("/agents/{}", unit.agents[2]),
            format!("/queues/{}", unit.queue),
            format!("/adherence?userId={}", unit.agents[0]),
        ] {
            let answer = limited.get(&path);
            assert_eq!(answer.status, status, "{path}: {}", answer.text);
        }
    }
}

#[rstest]
fn what_is_the_whole_tenants_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(limited) = Limited::to(
        engine,
        Role::Planner,
        |unit| json!({ "businessUnitId": unit.id }),
    ) else {
        return;
    };
    for path in [
        "/outbound/campaigns",
        "/scorecards",
        "/events",
        "/adherence/profiles",
    ] {
        assert_problem(&limited.get(path), 403, "out-of-scope");
    }
    let skill = limited.send("POST", "/skills", &json!({ "name": "Cards" }));
    assert_problem(&skill, 403, "out-of-scope");
    limited.get("/skills").expect(200);
    limited.get("/kpi-definitions").expect(200);
    limited.get("/me").expect(200);
}

#[rstest]
fn nothing_is_made_or_moved_outside(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(limited) = Limited::to(
        engine,
        Role::Planner,
        |unit| json!({ "businessUnitId": unit.id }),
    ) else {
        return;
    };
    let (own, foreign) = (&limited.own, &limited.foreign);
    for (path, body, pointer) in [
        (
            "/management-units",
            json!({ "name": "New", "businessUnitId": foreign.id }),
            "/businessUnitId",
        ),
        (
            "/teams",
            json!({ "name": "New", "managementUnitId": foreign.site }),
            "/managementUnitId",
        ),
        (
            "/agents",
            json!({ "name": "New", "managementUnitId": foreign.site }),
            "/managementUnitId",
        ),
        (
            "/queues",
            json!({ "name": "New", "businessUnitId": foreign.id, "channel": "voice" }),
            "/businessUnitId",
        ),
    ] {
        let refused = limited.send("POST", path, &body);
        assert_problem(&refused, 422, "invalid");
        assert_eq!(refused.pointers(), [pointer], "{}", refused.text);
    }
    let agent = format!("/agents/{}", own.agents[2]);
    let moved = json!({ "name": "Ana", "managementUnitId": foreign.site });
    let refused = limited.send("PUT", &agent, &moved);
    assert_eq!(
        refused.pointers(),
        ["/managementUnitId"],
        "{}",
        refused.text
    );
    let named = json!({ "name": "Ana Two", "managementUnitId": own.site });
    limited.send("PUT", &agent, &named).expect(200);
    let foreign_agent = format!("/agents/{}", foreign.agents[2]);
    assert_problem(
        &limited.send("DELETE", &foreign_agent, &Value::Null),
        404,
        "not-found",
    );
}

#[rstest]
fn a_team_holds_its_agents_and_names_its_units(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(limited) = Limited::to(
        engine,
        Role::Supervisor,
        |unit| json!({ "teamId": unit.teams[0] }),
    ) else {
        return;
    };
    let own = &limited.own;
    assert_eq!(limited.ids("/business-units"), [own.id.as_str()]);
    assert_eq!(limited.ids("/management-units"), [own.site.as_str()]);
    assert_eq!(limited.ids("/teams"), [own.teams[0].as_str()]);
    assert_eq!(limited.ids("/agents"), [own.agents[0].as_str()]);
    assert!(limited.ids("/queues").is_empty());
    limited
        .get(&format!("/business-units/{}", own.id))
        .expect(200);
    limited
        .get(&format!("/business-units/{}/activity-codes", own.id))
        .expect(200);
    for path in [
        format!("/business-units/{}/planning-groups", own.id),
        format!("/management-units/{}/adherence", own.site),
        format!("/teams/{}/adherence", own.teams[1]),
        format!("/agents/{}", own.agents[1]),
        format!("/agents/{}/adherence", own.agents[2]),
        format!("/adherence?userId={},{}", own.agents[0], own.agents[1]),
    ] {
        assert_problem(&limited.get(&path), 404, "not-found");
    }
    let board = limited
        .get(&format!("/teams/{}/adherence", own.teams[0]))
        .expect(200);
    assert_eq!(board["entities"].as_array().unwrap().len(), 1);
    limited
        .get(&format!("/adherence?userId={}", own.agents[0]))
        .expect(200);
}

#[rstest]
fn time_off_of_others_is_not_there(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(limited) = Limited::to(
        engine,
        Role::Supervisor,
        |unit| json!({ "teamId": unit.teams[0] }),
    ) else {
        return;
    };
    let (centre, own) = (&limited.centre, &limited.own);
    let codes = format!("/business-units/{}/activity-codes", own.id);
    let codes = centre.get(Role::Planner, &codes).expect(200);
    let mut codes = codes["entities"].as_array().unwrap().iter();
    let code = codes.find(|code| code["category"] == "TimeOff").unwrap()["id"].clone();
    let date = centre.clock.now().plus_seconds(30 * 86_400).to_utc();
    let date = date.date_naive().to_string();
    let request = |agent: &String| {
        json!({ "agentId": agent, "activityCodeId": code, "isFullDayRequest": true, "dailyDurationMinutes": 480,
            "fullDayManagementUnitDates": [date] })
    };
    let made: Vec<String> = own
        .agents
        .iter()
        .map(|agent| {
            centre
                .post(Role::Planner, "/time-off-requests", &request(agent))
                .id()
        })
        .collect();
    assert_eq!(limited.ids("/time-off-requests"), [made[0].as_str()]);
    limited
        .get(&format!("/time-off-requests/{}", made[0]))
        .expect(200);
    let others = format!("/time-off-requests/{}", made[1]);
    assert_problem(&limited.get(&others), 404, "not-found");
    let denied = json!({ "status": "Denied" });
    assert_problem(&limited.send("PATCH", &others, &denied), 404, "not-found");
    let asked = limited.send("POST", "/time-off-requests", &request(&own.agents[1]));
    assert_problem(&asked, 404, "not-found");
}

#[rstest]
fn a_unit_that_is_gone_holds_nothing(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(limited) = Limited::to(
        engine,
        Role::Planner,
        |_| json!({ "managementUnitId": "gone" }),
    ) else {
        return;
    };
    for path in [
        "/business-units",
        "/management-units",
        "/teams",
        "/agents",
        "/queues",
        "/runs",
    ] {
        assert!(limited.ids(path).is_empty(), "{path}");
    }
}
