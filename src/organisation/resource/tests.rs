use super::*;
use std::collections::BTreeSet;

use crate::organisation::testing::{Centre, business_unit};
use crate::organisation::*;

#[test]
fn a_fresh_business_unit_has_the_eight_codes_a_centre_works_with() {
    let centre = Centre::new();
    let codes = centre
        .write(|conn, scope| list_activity_codes(conn, scope, &centre.business_unit.id))
        .unwrap();
    let names: BTreeSet<_> = codes.iter().map(|code| code.name.as_str()).collect();
    assert_eq!(
        names,
        BTreeSet::from([
            "On queue",
            "Break",
            "Meal",
            "Meeting",
            "Training",
            "Time off",
            "Off queue work",
            "Unavailable"
        ])
    );
}

#[test]
fn an_interval_divides_an_hour() {
    let centre = Centre::new();
    for (minutes, fits) in [
        (5, true),
        (15, true),
        (60, true),
        (4, false),
        (25, false),
        (0, false),
        (90, false),
    ] {
        let unit = NewBusinessUnit {
            interval_length_minutes: minutes,
            ..business_unit(&format!("Every {minutes}"))
        };
        let made = centre.write(|conn, scope| create_business_unit(conn, scope, unit));
        assert_eq!(made.is_ok(), fits, "{minutes} minutes");
    }
}

#[test]
fn a_stale_version_is_refused_and_says_the_current_one() {
    let centre = Centre::new();
    let unit = &centre.business_unit;
    let edit = |version| {
        centre.write(|conn, scope| {
            update(
                conn,
                scope,
                None,
                &unit.id,
                version,
                business_unit(&format!("v{version}")),
            )
        })
    };
    assert_eq!(edit(1).unwrap().version, 2);
    let refused = edit(1).unwrap_err();
    assert!(
        matches!(
            refused,
            Failure::Stale {
                yours: 1,
                current: 2
            }
        ),
        "{refused:?}"
    );
    let kept = centre.write(|conn, scope| find_business_unit(conn, scope, &unit.id));
    assert_eq!(kept.unwrap().name, "v1");
}

#[test]
fn another_tenants_rows_are_as_good_as_none() {
    let centre = Centre::new();
    let other = centre.other_tenant();
    let id = centre.business_unit.id.clone();
    let not_found = |outcome: Result<(), Failure>| {
        assert_eq!(outcome.unwrap_err().code(), "not-found");
    };
    not_found(
        centre
            .db
            .write(|conn| find_business_unit(conn, &other, &id).map(drop)),
    );
    not_found(
        centre
            .db
            .write(|conn| update(conn, &other, None, &id, 1, business_unit("Mine")).map(drop)),
    );
    not_found(
        centre
            .db
            .write(|conn| delete::<NewBusinessUnit>(conn, &other, None, &id)),
    );
    let unit = NewManagementUnit {
        business_unit_id: id,
        name: "Spy".to_owned(),
        labour_law: None,
    };
    let refused = centre
        .db
        .write(|conn| create_management_unit(conn, &other, unit))
        .unwrap_err();
    assert_eq!(refused.faults()[0].pointer, "/businessUnitId");
    let theirs = centre.db.write(|conn| list_business_units(conn, &other));
    assert!(theirs.unwrap().is_empty());
    // The same name is free there.
    centre
        .db
        .write(|conn| create_business_unit(conn, &other, business_unit("Bank")))
        .unwrap();
}

#[test]
fn what_is_in_use_is_not_deleted_and_what_is_free_is() {
    let centre = Centre::new();
    let queue = centre.queue("Billing");
    let group = centre.planning_group("Voice", &queue);
    let template = group.service_goal_template_id.clone();
    let (group, plan, agent) = centre
        .write(|conn, scope| {
            let group = create_planning_group(conn, scope, group)?;
            let plan = create_work_plan(conn, scope, centre.work_plan("Full"))?;
            let agent = NewAgent {
                work_plan_id: Some(plan.id.clone()),
                ..centre.agent("Ada")
            };
            Ok((group, plan, create_agent(conn, scope, agent)?))
        })
        .unwrap_or_else(|failure| panic!("{failure} {:?}", failure.faults()));
    let code = plan.shifts[0].activities[0].activity_code_id.clone();
    fn try_delete<R: Resource>(centre: &Centre, id: &str) -> &'static str {
        let outcome = centre.write(|conn, scope| delete::<R>(conn, scope, None, id));
        outcome.map_or_else(|failure| failure.code(), |()| "deleted")
    }
    assert_eq!(
        try_delete::<NewBusinessUnit>(&centre, &centre.business_unit.id),
        "in-use"
    );
    assert_eq!(
        try_delete::<NewManagementUnit>(&centre, &centre.management_unit.id),
        "in-use"
    );
    assert_eq!(try_delete::<NewSkill>(&centre, &centre.skill.id), "in-use");
    assert_eq!(try_delete::<NewQueue>(&centre, &queue.id), "in-use");
    assert_eq!(
        try_delete::<NewServiceGoalTemplate>(&centre, &template),
        "in-use"
    );
    assert_eq!(try_delete::<NewActivityCode>(&centre, &code), "in-use");
    assert_eq!(try_delete::<NewWorkPlan>(&centre, &plan.id), "in-use");
    assert_eq!(try_delete::<NewAgent>(&centre, &agent.id), "deleted");
    assert_eq!(try_delete::<NewWorkPlan>(&centre, &plan.id), "deleted");
    assert_eq!(try_delete::<NewActivityCode>(&centre, &code), "deleted");
    assert_eq!(
        try_delete::<NewPlanningGroup>(&centre, &group.id),
        "deleted"
    );
    assert_eq!(try_delete::<NewSkill>(&centre, &centre.skill.id), "deleted");
    assert_eq!(try_delete::<NewQueue>(&centre, &queue.id), "deleted");
    assert_eq!(try_delete::<NewQueue>(&centre, &queue.id), "not-found");
}

#[test]
fn a_business_unit_with_nothing_but_its_codes_can_be_deleted() {
    let centre = Centre::new();
    let unit = centre
        .write(|conn, scope| create_business_unit(conn, scope, business_unit("Spare")))
        .unwrap();
    centre
        .write(|conn, scope| delete::<NewBusinessUnit>(conn, scope, None, &unit.id))
        .unwrap();
}

#[test]
fn documents_read_back_as_they_were_written() {
    let centre = Centre::new();
    let plan = centre.work_plan("Full");
    let group = centre.planning_group("Voice", &centre.queue("Billing"));
    let agent = centre.agent("Ada");
    centre
        .write(|conn, scope| {
            let made = create_work_plan(conn, scope, plan.clone())?;
            assert_eq!(find_work_plan(conn, scope, &made.id)?.values, plan);
            let made = create_planning_group(conn, scope, group.clone())?;
            let found = find_planning_group(conn, scope, &group.business_unit_id, &made.id)?;
            assert_eq!(found.values, group);
            let json = serde_json::to_value(&found).unwrap();
            assert_eq!(json["shrinkagePercent"], serde_json::json!(30.1));
            let made = create_agent(conn, scope, agent.clone())?;
            assert_eq!(find_agent(conn, scope, &made.id)?.values, agent);
            let all = agents_of_business_unit(conn, scope, &centre.business_unit.id)?;
            assert_eq!(all, [made]);
            let plans = work_plans_of_business_unit(conn, scope, &centre.business_unit.id)?;
            assert_eq!(plans.len(), 1);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_queue_is_staffed_by_one_planning_group_only_and_by_queues_of_its_own_unit() {
    let centre = Centre::new();
    let queue = centre.queue("Billing");
    let first = centre.planning_group("Voice", &queue);
    let second = NewPlanningGroup {
        name: "Twin".to_owned(),
        ..first.clone()
    };
    let refused = centre
        .write(|conn, scope| {
            let made = create_planning_group(conn, scope, first.clone())?;
            // Its own queue does not stand in its own way.
            update(conn, scope, None, &made.id, 1, first)?;
            create_planning_group(conn, scope, second)
        })
        .unwrap_err();
    assert_eq!(refused.faults()[0].code, "queue-taken");
    let moved = centre.write(|conn, scope| {
        let elsewhere = create_business_unit(conn, scope, business_unit("Elsewhere"))?;
        let moved = NewQueue {
            business_unit_id: elsewhere.id.clone(),
            ..queue.values.clone()
        };
        update(conn, scope, None, &queue.id, 1, moved)
    });
    assert_eq!(moved.unwrap_err().faults()[0].code, "immovable");
}

#[test]
fn an_external_id_belongs_to_one_agent_and_none_to_any_number() {
    let centre = Centre::new();
    let make = |name: &str, external_id: Option<&str>| {
        let agent = NewAgent {
            external_id: external_id.map(ToOwned::to_owned),
            ..centre.agent(name)
        };
        centre.write(|conn, scope| create_agent(conn, scope, agent))
    };
    make("Ada", Some("1")).unwrap();
    assert_eq!(make("Bob", Some("1")).unwrap_err().code(), "already-exists");
    make("Cyd", None).unwrap();
    make("Dan", None).unwrap();
}

#[test]
fn a_list_goes_on_where_its_page_ended_and_keeps_to_its_parent() {
    let centre = Centre::new();
    for name in ["a", "b", "c"] {
        centre.queue(name);
    }
    let listed = |parent: &str, token: Option<String>| {
        let params = PageParams {
            page_size: Some(2),
            page_token: token,
        };
        centre
            .write(|conn, scope| page::<NewQueue>(conn, scope, Some(parent), &params))
            .unwrap()
    };
    let first = listed(&centre.business_unit.id, None);
    let second = listed(&centre.business_unit.id, first.next_page_token.clone());
    let names: Vec<_> = first
        .entities
        .iter()
        .chain(&second.entities)
        .map(|queue| &queue.name)
        .collect();
    assert_eq!(names.len(), 3);
    assert_eq!(second.next_page_token, None);
    assert!(listed("elsewhere", None).entities.is_empty());
}
