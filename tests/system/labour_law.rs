//! Rosters that keep the labour law their work plan names.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::WEEK;
use crate::site::{Site, messages};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

#[rstest]
fn the_packs_tell_their_articles(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let packs = centre
        .get(Role::Supervisor, "/labour-law-packs")
        .expect(200);
    let packs = packs["entities"].as_array().unwrap();
    let ids: Vec<&Value> = packs.iter().map(|pack| &pack["id"]).collect();
    assert_eq!(ids, ["california", "china", "europeanUnion"]);
    let provisions = packs[1]["provisions"].as_array().unwrap();
    let decree = provisions
        .iter()
        .find(|one| one["citation"].as_str().unwrap().contains("Decree No. 174"));
    let decree = decree.expect("the week of forty hours");
    assert_eq!(
        (&decree["requirement"], &decree["figures"]["mostMinutes"]),
        (&json!("ordinaryWeek"), &json!(2_400))
    );
    assert_eq!(decree["validFrom"], "1995-05-01");
}

#[rstest]
fn a_lax_plan_is_tightened_by_name_of_the_article_and_the_certificate_finds_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let unknown = site.change_plan(json!({ "labourLaw": { "pack": "atlantis" } }));
    assert_problem(&unknown, 422, "invalid");
    assert!(unknown.text.contains("/labourLaw/pack") && unknown.text.contains("europeanUnion"));

    // Six days of eight hours: forty are the most of a week.
    site.change_plan(json!({ "maximumDays": 6, "labourLaw": { "pack": "china" } }))
        .expect(200);
    let (schedule, results) = site.roster();
    let tightened = messages(&results, "WorkPlanTightened");
    let weeks: Vec<&String> = tightened
        .iter()
        .filter(|text| text.contains("maximumPaidMinutesPerWeek is 2400"))
        .collect();
    assert!(
        weeks.len() == 1 && weeks[0].contains("Full time") && weeks[0].contains("Decree No. 174"),
        "{tightened:?}"
    );
    let law = &results["certificate"]["labourLaw"];
    assert_eq!(
        law,
        &json!({ "packs": ["china"], "linesJudged": 4, "breaches": [] })
    );
    let audit = &schedule["metrics"]["audit"];
    assert_eq!(audit["clean"], true, "{audit}");
    assert_eq!(
        audit["labourLaw"],
        json!({ "packs": ["china"], "breachCount": 0 })
    );
}

#[rstest]
fn a_management_units_law_holds_for_its_work_plans_unless_they_name_one(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let units = site.centre.get(Role::Planner, "/management-units");
    let mut unit = units.expect(200)["entities"][0].clone();
    let path = format!("/management-units/{}", unit["id"].as_str().unwrap());
    let fields = unit.as_object_mut().unwrap();
    fields.retain(|name, _| ["name", "businessUnitId"].contains(&name.as_str()));
    fields.insert("labourLaw".to_owned(), json!({ "pack": "atlantis" }));
    let refused = site.centre.put(Role::Planner, &path, 1, &unit);
    assert_problem(&refused, 422, "invalid");
    unit["labourLaw"] = json!({ "pack": "china" });
    let kept = site.centre.put(Role::Planner, &path, 1, &unit).expect(200);
    assert_eq!(
        kept["labourLaw"],
        json!({ "pack": "china", "overtime": "none", "mealsWaived": false })
    );
    let packs = |site: &Site| site.roster().0["metrics"]["audit"]["labourLaw"]["packs"].clone();
    assert_eq!(packs(&site), json!(["china"]));
    site.change_plan(json!({ "labourLaw": { "pack": "europeanUnion" } }))
        .expect(200);
    assert_eq!(packs(&site), json!(["europeanUnion"]));
}

#[rstest]
fn what_no_figure_of_a_plan_can_mend_is_warned_of_and_found_in_every_line(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    // Eight hours without any break.
    site.plan["shifts"][0]["activities"] = json!([]);
    site.change_plan(json!({ "labourLaw": { "pack": "europeanUnion" } }))
        .expect(200);
    let (schedule, results) = site.roster();
    let warned = messages(&results, "LabourLawNotEnsured");
    assert!(
        warned
            .iter()
            .any(|text| text.contains("art. 4") && text.contains("break")),
        "{warned:?}"
    );
    let breaches = results["certificate"]["labourLaw"]["breaches"].clone();
    let breaches = breaches.as_array().unwrap();
    assert_eq!(breaches.len(), 20, "four agents on five days: {breaches:?}");
    for breach in breaches {
        assert!(
            breach["citation"].as_str().unwrap().ends_with("art. 4"),
            "{breach}"
        );
        assert!(breach["date"].as_str().unwrap() >= WEEK);
    }
    assert_eq!(schedule["metrics"]["audit"]["labourLaw"]["breachCount"], 20);
}
