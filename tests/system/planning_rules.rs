//! Rules of work plans over the weeks: public holidays, rotations, split shifts, counts of shifts.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::site::{Site, checks, days};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, assert_problem};

#[rstest]
fn a_public_holiday_is_worked_by_nobody_whom_the_plan_spares_and_a_make_up_workday_is(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    for (date, name, kind) in [
        ("2026-06-04", "Corpus Christi", "publicHoliday"),
        ("2026-06-06", "Made up", "makeUpWorkday"),
    ] {
        let day = json!({ "date": date, "name": name, "kind": kind });
        let path = format!("{}/special-days", site.unit);
        site.centre.post(Role::Planner, &path, &day).expect(201);
    }
    let (before, _) = site.roster();
    let refused =
        site.change_plan(json!({ "rules": { "maximumPublicHolidaysWorked": { "value": 400 } } }));
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        ["/rules/maximumPublicHolidaysWorked/value"]
    );

    site.change_plan(json!({ "rules": { "maximumPublicHolidaysWorked": { "value": 0 } } }))
        .expect(200);
    let (schedule, results) = site.roster();
    assert_ne!(
        schedule["metrics"]["inputHash"], before["metrics"]["inputHash"],
        "the holiday is in the problem"
    );
    assert_eq!(schedule["metrics"]["audit"]["clean"], true, "{results}");
    assert_eq!(checks(&results, "maximumPublicHolidaysWorked"), Some(4));
    for shifts in site.shifts(&schedule) {
        // All other days but Sunday are worked.
        assert_eq!(days(&shifts), [1, 2, 3, 5, 6]);
    }

    // At a price that is below what a missing head costs, the holiday is worked and paid for.
    let priced = json!({ "maximumPublicHolidaysWorked": { "value": 0, "priceHeadMinutes": 1 } });
    site.change_plan(json!({ "maximumDays": 6, "rules": priced }))
        .expect(200);
    let (_, results) = site.roster();
    let charges = results["certificate"]["charges"].as_array().unwrap();
    assert_eq!(charges.len(), 4, "{charges:?}");
    for charge in charges {
        assert_eq!(
            (&charge["rule"], &charge["date"]),
            (&json!("maximumPublicHolidaysWorked"), &json!("2026-06-04"))
        );
    }
}

#[rstest]
fn agents_go_through_a_rotation_each_from_their_own_place(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let week = |from: usize| {
        let all = [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
        ];
        json!({ "days": [{ "days": all[from..from + 3], "shifts": ["Day"] }] })
    };
    let rotation = |start: &str| json!({ "startWeekDate": start, "weeks": [week(0), week(3), { "days": [] }] });
    let nonsense = json!({ "startWeekDate": "2026-06-03", "weeks": [
        { "days": [{ "days": ["Sunday"], "shifts": ["Day", "Night"] }] },
    ] });
    let refused = site.change_plan(json!({ "rules": { "rotation": nonsense } }));
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/rules/rotation/startWeekDate",
            "/rules/rotation/weeks/0/days/0/shifts/0",
            "/rules/rotation/weeks/0/days/0/shifts/1",
        ]
    );
    site.change_plan(json!({ "rules": { "rotation": rotation("2026-06-01") } }))
        .expect(200);
    for (agent, place) in [(1, 1), (2, 2)] {
        let path = format!("/agents/{}", site.agents[agent]);
        let refused = site.change(&path, json!({ "rotationPosition": 52 }));
        assert_eq!(refused.pointers(), ["/rotationPosition"]);
        let changed = site
            .change(&path, json!({ "rotationPosition": place }))
            .expect(200);
        assert_eq!(changed["rotationPosition"], place);
    }
    let worked = |site: &Site| -> Vec<Vec<u32>> {
        let (schedule, results) = site.roster();
        assert_eq!(schedule["metrics"]["audit"]["clean"], true, "{results}");
        assert_eq!(checks(&results, "rotation"), Some(4));
        site.shifts(&schedule)
            .iter()
            .map(|shifts| days(shifts))
            .collect()
    };
    let (first, second, off) = (vec![1, 2, 3], vec![4, 5, 6], Vec::new());
    assert_eq!(
        worked(&site),
        [first.clone(), second.clone(), off.clone(), first.clone()]
    );
    // Begun a week earlier, everybody is a week further.
    site.change_plan(json!({ "rules": { "rotation": rotation("2026-05-25") } }))
        .expect(200);
    assert_eq!(worked(&site), [second.clone(), off, first, second]);
}

#[rstest]
fn a_split_shift_has_a_gap_on_its_steps_and_pieces_as_long_as_the_plan_says(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let code = json!({ "name": "Gap", "category": "Unscheduled", "lengthInMinutes": 120,
        "countsAsPaidTime": false, "countsAsWorkTime": false });
    let codes = format!("{}/activity-codes", site.unit);
    let code = site.centre.post(Role::Planner, &codes, &code).expect(201);
    let mut shifts = site.plan["shifts"].clone();
    shifts[0]["activities"][0]["activityCodeId"] = code["id"].clone();
    shifts[0]["activities"][0]["lengthMinutes"] = json!(120);
    shifts[0]["activities"][0]["split"] = json!({
        "maximumGapMinutes": 60, "minimumSecondPieceMinutes": 400, "maximumSpreadMinutes": 590,
    });
    let refused = site.change_plan(json!({ "shifts": shifts }));
    assert_problem(&refused, 422, "invalid");
    let at = "/shifts/0/activities/0/split";
    assert_eq!(
        refused.pointers(),
        [
            format!("{at}/maximumGapMinutes"),
            format!("{at}/maximumSpreadMinutes"),
            at.to_owned(),
        ]
    );
    shifts[0]["activities"][0]["split"] = json!({
        "maximumGapMinutes": 240, "gapIncrementMinutes": 60, "minimumSecondPieceMinutes": 240,
        "maximumSpreadMinutes": 660,
    });
    site.change_plan(json!({ "shifts": shifts })).expect(200);
    let (schedule, results) = site.roster();
    assert_eq!(schedule["metrics"]["audit"]["clean"], true, "{results}");
    assert_eq!(checks(&results, "splitShift"), Some(4));
    let minutes = |of: &Value| of["lengthMinutes"].as_u64().unwrap();
    for shift in site.shifts(&schedule).concat() {
        let activities = shift["activities"].as_array().unwrap();
        let [first, gap, second] = activities.as_slice() else {
            panic!("two pieces and a gap: {shift}");
        };
        assert_eq!(
            (&gap["paid"], &gap["activityCodeId"], &shift["paidMinutes"]),
            (&json!(false), &code["id"], &json!(480))
        );
        assert!([120, 180].contains(&minutes(gap)), "{shift}");
        assert!(
            (180..=240).contains(&minutes(first)) && minutes(second) >= 240,
            "{shift}"
        );
        assert!(minutes(&shift) <= 660, "{shift}");
    }
}

#[rstest]
fn an_agent_has_as_many_shifts_of_a_kind_as_the_plan_counts(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let mut shifts = site.plan["shifts"].clone();
    let mut late = shifts[0].clone();
    late["name"] = json!("Late");
    late["earliestStartTimeMinutesFromMidnight"] = json!(720);
    late["latestStartTimeMinutesFromMidnight"] = json!(780);
    shifts.as_array_mut().unwrap().push(late);
    let count = |shift: &str, count: u32| json!([{ "shift": shift, "count": count }]);
    let refused = site.change_plan(json!({ "shifts": shifts, "rules": {
        "minimumShifts": count("Late", 3), "maximumShifts": count("Late", 2),
    } }));
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.pointers(), ["/rules/minimumShifts/0/count"]);
    site.change_plan(json!({ "shifts": shifts, "rules": {
        "minimumShifts": count("Late", 2), "maximumShifts": count("Day", 2),
    } }))
    .expect(200);
    let (schedule, results) = site.roster();
    assert_eq!(schedule["metrics"]["audit"]["clean"], true, "{results}");
    assert_eq!(
        ["minimumShifts", "maximumShifts"].map(|rule| checks(&results, rule)),
        [Some(4), Some(4)]
    );
    for shifts in site.shifts(&schedule) {
        let of = |name: &str| {
            shifts
                .iter()
                .filter(|shift| shift["workPlanShiftId"] == name)
                .count()
        };
        assert!(of("Late") >= 2 && of("Day") <= 2, "{shifts:?}");
    }
}

#[rstest]
fn breaks_keep_their_distance_from_one_another_and_from_the_end(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let mut shifts = site.plan["shifts"].clone();
    let mut second = shifts[0]["activities"][0].clone();
    second["countsAsPaidTime"] = json!(true);
    second["earliestStartTimeMinutes"] = json!(210);
    second["latestStartTimeMinutes"] = json!(450);
    second["minimumDistanceMinutes"] = json!(120);
    second["minimumLengthFromShiftEndMinutes"] = json!(90);
    shifts[0]["activities"].as_array_mut().unwrap().push(second);
    site.change_plan(json!({ "shifts": shifts })).expect(200);
    let (schedule, results) = site.roster();
    assert_eq!(schedule["metrics"]["audit"]["clean"], true, "{results}");
    let minutes = |of: &Value| of["lengthMinutes"].as_u64().unwrap();
    for shift in site.shifts(&schedule).concat() {
        let lengths: Vec<u64> = shift["activities"]
            .as_array()
            .unwrap()
            .iter()
            .map(minutes)
            .collect();
        let [_, meal, between, rest, end] = lengths.as_slice() else {
            panic!("two breaks in three stretches: {shift}");
        };
        assert_eq!((*meal, *rest), (30, 30));
        assert!(*between >= 120 && *end >= 90, "{shift}");
    }
}
