//! A schedule changed as little as may be when somebody falls ill.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::rosters::agents;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

/// A roster of four agents where twenty are needed.
struct Site {
    centre: Centre,
    schedules: String,
    schedule: String,
    agents: Vec<String>,
}

impl Site {
    fn new(engine: Engine) -> Option<Self> {
        let centre = Centre::start_at(engine, "2026-05-28T10:00:00Z")?;
        let (unit, _) = bank(&centre, None);
        import_history(&centre, &unit);
        let run = generate(
            &centre,
            &format!("{unit}/weeks/{WEEK}/short-term-forecasts"),
        );
        let forecast = run["result"]["shortTermForecastId"].clone();
        let people = agents(&centre, &unit, 4);
        let schedules = format!("{unit}/weeks/{WEEK}/schedules");
        let body = json!({ "shortTermForecastId": forecast, "description": "June", "gap": 0.05 });
        let accepted = centre.post(Role::Planner, &format!("{schedules}/generate"), &body);
        let schedule = centre.result_of_run(&accepted)["scheduleId"].clone();
        Some(Self {
            schedule: schedule.as_str().unwrap().to_owned(),
            schedules,
            agents: people,
            centre,
        })
    }

    fn repair_path(&self) -> String {
        format!("{}/{}/repair", self.schedules, self.schedule)
    }

    /// Local dates on which each agent has a shift, in the order of the agents.
    fn days_worked(&self, schedule: &str) -> Vec<Vec<String>> {
        let path = format!("{}/{schedule}/agent-schedules/query", self.schedules);
        let told = self.centre.post(Role::Planner, &path, &json!({}));
        let told = told.expect(200);
        let of = |id: &String| -> Vec<String> {
            let mut all = told["agentSchedules"].as_array().unwrap().iter();
            let own = all.find(|one| one["agentId"] == id.as_str()).unwrap();
            // Shifts start at six or seven o'clock UTC, so that the date is the local one.
            let shifts = own["shifts"].as_array().unwrap().iter();
            shifts
                .map(|shift| shift["startDate"].as_str().unwrap()[..10].to_owned())
                .collect()
        };
        self.agents.iter().map(of).collect()
    }

    fn absence(&self, date: &str) -> Value {
        json!([{
            "agentId": self.agents[0],
            "startDate": format!("{date}T00:00:00+02:00"),
            "endDate": format!("{date}T23:59:00+02:00"),
        }])
    }
}

#[rstest]
fn an_absence_moves_the_absent_agents_shift_and_nobody_elses(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let before = site.days_worked(&site.schedule);
    let sick = before[0][1].clone();
    let body = json!({ "description": "Agent 0 is ill", "absences": site.absence(&sick) });
    let accepted = site.centre.post(Role::Planner, &site.repair_path(), &body);
    let result = site.centre.result_of_run(&accepted);
    assert_eq!(
        (&result["changedAgents"], &result["changedDays"]),
        (&json!(1), &json!(2)),
        "one day off more and one less: {result}"
    );
    let repaired = result["scheduleId"].as_str().unwrap();
    let after = site.days_worked(repaired);
    assert_eq!(after[1..], before[1..]);
    // The sixth day takes the place of the one that is lost.
    assert!(
        after[0].len() == 5 && !after[0].contains(&sick),
        "{after:?}"
    );

    let path = format!("{}/{repaired}", site.schedules);
    let read = |path: &str| site.centre.get(Role::Supervisor, path).expect(200);
    let draft = read(&path);
    assert_eq!(draft["metrics"]["audit"]["clean"], true, "{draft}");
    assert_eq!(
        (&draft["state"], &draft["description"]),
        (&json!("draft"), &json!("Agent 0 is ill"))
    );
    let results = read(&format!("{path}/generation-results"));
    let messages = results["messages"].as_array().unwrap();
    let changed: Vec<&Value> = messages
        .iter()
        .filter(|message| message["type"] == "LineChanged")
        .collect();
    assert_eq!(changed.len(), 1, "{messages:?}");
    let text = changed[0]["text"].as_str().unwrap();
    assert!(
        text.starts_with("Agent 0") && text.contains(&format!("is off on {sick}")),
        "{text}"
    );
    assert_eq!(changed[0]["arguments"][1]["value"], "availability");
    // The repaired roster answers questions as the first one does.
    let run = draft["runId"].as_str().unwrap();
    let query = format!("?agentId={}&date={sick}&shift=Day", site.agents[0]);
    let wish = read(&format!("/runs/{run}/explanations{query}"))["wish"].clone();
    assert_eq!(wish["code"], "requirement-impossible", "{wish}");
    assert_eq!(wish["conflict"]["constraints"][0]["kind"], "absence");
}

#[rstest]
fn what_is_locked_stays_or_the_run_says_why_it_cannot(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let before = site.days_worked(&site.schedule);
    let sick = before[0][1].clone();
    let path = site.repair_path();
    // Nothing may change but the last two days, which have a Sunday that nobody works on.
    let body = json!({ "changeFrom": "2026-06-06", "absences": site.absence(&sick) });
    let run = site
        .centre
        .ended_run(&site.centre.post(Role::Planner, &path, &body));
    assert_eq!(
        (&run["state"], &run["error"]["code"]),
        (&json!("Failed"), &json!("lock-impossible")),
        "{run}"
    );
    // Without an absence nothing is better, and nothing changes.
    let accepted = site
        .centre
        .post(Role::Planner, &path, &json!({ "lockedDates": [WEEK] }));
    let result = site.centre.result_of_run(&accepted);
    assert_eq!(result["changedDays"], 0, "{result}");

    let wrong = json!({
        "absences": [{
            "agentId": "nobody",
            "startDate": "2026-07-02T00:00:00Z",
            "endDate": "2026-07-01T00:00:00Z",
        }],
        "lockedAgentIds": ["nobody"],
        "lockedDates": ["2026-07-01"],
        "changedDayHeadMinutes": 9_999,
        "timeLimitSeconds": 0,
    });
    let refused = site.centre.post(Role::Planner, &path, &wrong);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/absences/0/agentId",
            "/absences/0/endDate",
            "/absences/0/startDate",
            "/lockedAgentIds/0",
            "/lockedDates/0",
            "/changedDayHeadMinutes",
            "/timeLimitSeconds",
        ]
    );
    let another = path.replace(WEEK, "2026-06-08");
    let answer = site.centre.post(Role::Planner, &another, &json!({}));
    assert_problem(&answer, 404, "not-found");
    let answer = site.centre.post(Role::Supervisor, &path, &json!({}));
    assert_problem(&answer, 403, "forbidden");
}
