//! Rosters that look at what agents carried before.

use super::*;
use crate::schedules::{FairnessMonths, carried_before, fairness_ledger};

/// Ann worked the weekend before the spring week; the roster needs one head on every day.
struct After {
    site: Site,
    ann: Agent,
    ben: Agent,
}

fn after_anns_weekend() -> After {
    let site = site(|_| {});
    let (ann, ben) = (site.agent("Ann", true, true), site.agent("Ben", true, true));
    let shifts = ["2026-03-21T07:00:00Z", "2026-03-22T07:00:00Z"]
        .map(|start| site.centre.shift(&ann.id, start))
        .to_vec();
    let draft = site.centre.draft("2026-03-16", 1, shifts);
    site.centre
        .does(|conn, scope| publish_schedule(conn, scope, &draft.id, 1))
        .unwrap();
    After { site, ann, ben }
}

impl After {
    /// Who works on the weekend of the spring week, with this price of a weekend day.
    fn weekend_workers(&self, head_minutes: Option<u32>) -> Vec<String> {
        let mut inputs = self.site.inputs(SPRING_WEEK, 1);
        let unit = &self.site.centre.unit.id;
        let (ledger, public_holidays) = self
            .site
            .centre
            .does(|conn, scope| carried_before(conn, scope, unit, &inputs.grid, 12))
            .unwrap();
        inputs.carried = Some(CarriedBefore {
            ledger,
            public_holidays,
            weights: RosterFairness {
                weekend_day_head_minutes: head_minutes,
                ..RosterFairness::default()
            },
        });
        let draft = self.site.solved(&inputs);
        assert!(draft.metrics.unwrap().audit.clean);
        let shifts = draft.shifts.iter();
        shifts
            .filter(|shift| shift.start_at >= instant("2026-03-27T23:00:00Z"))
            .map(|shift| shift.agent_id.clone())
            .collect()
    }
}

#[test]
fn the_weekend_goes_to_whoever_did_not_have_the_last_one() {
    let after = after_anns_weekend();
    let ben = &after.ben.id;
    assert_eq!(after.weekend_workers(Some(30)), [ben.clone(), ben.clone()]);
    assert_eq!(after.weekend_workers(None).len(), 2);
}

#[test]
fn the_ledger_tells_months_and_surplus_and_an_archived_schedule_leaves_it() {
    let After { site, ann, ben } = after_anns_weekend();
    let read = || {
        let months = FairnessMonths {
            from_month: Some("2026-03".to_owned()),
            to_month: Some("2026-03".to_owned()),
        };
        let unit = &site.centre.unit.id;
        site.centre
            .does(|conn, scope| fairness_ledger(conn, scope, unit, &months))
            .unwrap()
    };
    let weekends = |of: &Agent| {
        let ledger = read();
        let found = ledger.agents.iter().find(|agent| agent.agent_id == of.id);
        let found = found.expect("all agents with a work plan are entered");
        let surplus: f64 = found.surplus[&crewcast_solver::fairness::Burden::WeekendDay];
        (found.months[0].weekend_days, found.months[0].days, surplus)
    };
    // Five days of six paid hours are three quarters of full time.
    assert_eq!(weekends(&ann), (2, 5.25, 1.0));
    assert_eq!(weekends(&ben), (0, 5.25, -1.0));
    let spread = read().spread;
    assert!((spread[0].most - 2.0 / 5.25).abs() < 1e-9 && (spread[0].gini - 0.5).abs() < 1e-9);

    let shift = site.centre.shift(&ben.id, "2026-03-21T07:00:00Z");
    let other = site.centre.draft("2026-03-16", 1, vec![shift]);
    site.centre
        .does(|conn, scope| publish_schedule(conn, scope, &other.id, 1))
        .unwrap();
    assert_eq!(weekends(&ann), (0, 5.25, -0.5));
    assert_eq!(weekends(&ben), (1, 5.25, 0.5));
}

#[test]
fn a_night_past_the_weeks_end_and_an_early_start_are_entered_as_such() {
    let site = site(|_| {});
    let ann = site.agent("Ann", true, true);
    // 23:30 on Sunday and 05:00 on Tuesday in Berlin, eight hours each; the clock still stands at winter.
    let shifts = ["2026-03-22T22:30:00Z", "2026-03-17T04:00:00Z"]
        .map(|start| site.centre.shift(&ann.id, start))
        .to_vec();
    let draft = site.centre.draft("2026-03-16", 1, shifts);
    let unit = &site.centre.unit.id;
    let holiday = NewSpecialDay {
        date: "2026-03-17".parse().unwrap(),
        name: "Saint Patrick".to_owned(),
        kind: DayKind::PublicHoliday,
        size: None,
    };
    let months = FairnessMonths {
        from_month: Some("2026-03".to_owned()),
        to_month: Some("2026-03".to_owned()),
    };
    let ledger = site
        .centre
        .does(|conn, scope| {
            add_special_day(conn, scope, unit, &holiday)?;
            publish_schedule(conn, scope, &draft.id, 1)?;
            fairness_ledger(conn, scope, unit, &months)
        })
        .unwrap();
    let month = &ledger.agents[0].months[0];
    assert_eq!(
        (month.weekend_days, month.nights, month.unpopular_starts),
        (1, 1, 2)
    );
    assert_eq!(month.public_holidays, 1);
}
