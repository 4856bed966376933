//! Budgets and goals.

use rstest::rstest;
use serde_json::json;

use super::super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine};

#[rstest]
fn a_budget_of_the_day_stops_until_the_next_local_day_and_one_of_all_for_good(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(9);
    let budgets = json!({ "budgets": { "attemptsADay": 2, "agentMinutes": 5.0 } });
    let campaign = calling.campaign_on("loans", &budgets);
    let stands = || (calling.status(&campaign), calling.why(&campaign));
    calling.calls(&campaign, "no");
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "on");
    calling.calls(&campaign, "no");
    calling.evaluates();
    assert_eq!(
        stands(),
        ("off".to_owned(), "budget-of-day-reached".to_owned())
    );
    // 23:59 and midnight in Shanghai.
    centre.moves_on_by_seconds(14 * 3_600 - 60);
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "off");
    centre.moves_on_by_seconds(60);
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "on");
    // 10:00: a call of five minutes.
    centre.moves_on_by_seconds(10 * 3_600);
    let lease = calling.lease(&campaign, 1).remove(0);
    calling.start(&lease).expect(200);
    let outcome = json!({ "wrapUpCode": "no", "handleSeconds": 300 });
    calling.send(&lease, "outcome", outcome).expect(200);
    calling.evaluates();
    assert_eq!(stands(), ("off".to_owned(), "budget-reached".to_owned()));
    centre.moves_on_by_seconds(24 * 3_600);
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "off");
}

#[rstest]
fn a_reached_goal_completes_the_campaign(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(9);
    let campaign = calling.campaign_on("loans", &json!({ "goals": { "businessSuccesses": 2 } }));
    calling.calls(&campaign, "sold");
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "on");
    calling.calls(&campaign, "sold");
    calling.evaluates();
    assert_eq!(
        (
            calling.status(&campaign).as_str(),
            calling.why(&campaign).as_str()
        ),
        ("complete", "goal-reached")
    );
}
