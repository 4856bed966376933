//! What schedules do, on a fresh database.

use super::testing::{Centre, instant};
use super::*;
use crate::http::PageParams;
use crate::organisation::WeekGrid;

const MONDAY: &str = "2026-03-23";

fn published(centre: &Centre, draft: &Schedule) -> Published {
    centre
        .does(|conn, scope| publish_schedule(conn, scope, &draft.id, draft.version))
        .unwrap()
}

#[test]
fn publishing_archives_what_was_published_for_the_week_and_keeps_it() {
    let centre = Centre::new();
    let ann = centre.agent("Ann");
    let first = centre.draft(
        MONDAY,
        1,
        vec![centre.shift(&ann.id, "2026-03-23T08:00:00Z")],
    );
    published(&centre, &first);
    let second = centre.draft(
        MONDAY,
        1,
        vec![centre.shift(&ann.id, "2026-03-23T10:00:00Z")],
    );
    let outcome = published(&centre, &second);
    assert_eq!(outcome.schedule.state, ScheduleState::Published);
    assert_eq!(outcome.schedule.version, 2);
    assert_eq!(
        outcome.schedule.replaces_schedule_ids,
        std::slice::from_ref(&first.id)
    );
    assert_eq!(outcome.replaced[0].version, 2);
    assert!(outcome.weeks_left_without_schedule.is_empty());
    let old = centre
        .does(|conn, scope| find_schedule(conn, scope, &first.id))
        .unwrap();
    assert_eq!((old.state, old.version), (ScheduleState::Archived, 3));
    let (from, to) = (
        instant("2026-03-22T00:00:00Z"),
        instant("2026-03-30T00:00:00Z"),
    );
    let seen = centre
        .does(|conn, scope| published_shifts(conn, scope, std::slice::from_ref(&ann.id), from, to))
        .unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].start_at, instant("2026-03-23T10:00:00Z"));
}

#[test]
fn the_weeks_a_shorter_schedule_leaves_bare_are_named() {
    let centre = Centre::new();
    published(&centre, &centre.draft(MONDAY, 3, Vec::new()));
    let outcome = published(&centre, &centre.draft("2026-03-30", 1, Vec::new()));
    let bare: Vec<String> = outcome
        .weeks_left_without_schedule
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(bare, [MONDAY, "2026-04-06"]);
}

#[test]
fn a_neighbouring_week_stays_published() {
    let centre = Centre::new();
    let first = centre.draft(MONDAY, 1, Vec::new());
    published(&centre, &first);
    let outcome = published(&centre, &centre.draft("2026-03-30", 1, Vec::new()));
    assert!(outcome.replaced.is_empty());
}

#[test]
fn a_stale_version_is_refused_and_so_is_publishing_twice() {
    let centre = Centre::new();
    let draft = centre.draft(MONDAY, 1, Vec::new());
    let stale = centre.does(|conn, scope| publish_schedule(conn, scope, &draft.id, 7));
    assert_eq!(stale.unwrap_err().code(), "stale");
    published(&centre, &draft);
    let again = centre.does(|conn, scope| publish_schedule(conn, scope, &draft.id, 2));
    assert_eq!(again.unwrap_err().code(), "not-a-draft");
}

#[test]
fn a_draft_can_be_deleted_and_a_published_schedule_cannot() {
    let centre = Centre::new();
    let ann = centre.agent("Ann");
    let shift = centre.shift(&ann.id, "2026-03-23T08:00:00Z");
    let draft = centre.draft(MONDAY, 1, vec![shift]);
    centre
        .does(|conn, scope| delete_draft(conn, scope, &draft.id))
        .unwrap();
    let gone = centre.does(|conn, scope| find_schedule(conn, scope, &draft.id));
    assert_eq!(gone.unwrap_err().code(), "not-found");
    let other = centre.draft(MONDAY, 1, Vec::new());
    published(&centre, &other);
    let refused = centre.does(|conn, scope| delete_draft(conn, scope, &other.id));
    assert_eq!(refused.unwrap_err().code(), "not-a-draft");
}

#[test]
fn an_agent_reads_their_own_published_shifts_and_nobody_elses() {
    let centre = Centre::new();
    let (ann, ben) = (centre.agent("Ann"), centre.agent("Ben"));
    let draft = centre.draft(
        MONDAY,
        1,
        vec![centre.shift(&ann.id, "2026-03-23T08:00:00Z")],
    );
    let week = PeriodParams {
        start_date: Some(MONDAY.to_owned()),
        end_date: Some("2026-03-30".to_owned()),
    };
    let own = |scope| {
        centre
            .db
            .read(|conn| agent_schedule(conn, &scope, &ann.id, &week))
    };
    let before = own(centre.as_agent(&ann.id)).unwrap();
    assert!(before.schedule.shifts.is_empty(), "a draft is not shown");
    published(&centre, &draft);
    let after = own(centre.as_agent(&ann.id)).unwrap();
    assert_eq!(after.schedule.shifts.len(), 1);
    assert_eq!(after.schedule.shifts[0].paid_minutes, 450);
    assert_eq!(after.time_zone, "Europe/Berlin");
    assert_eq!(
        own(centre.as_agent(&ben.id)).unwrap_err().code(),
        "forbidden"
    );
}

#[test]
fn a_query_selects_by_every_list_given_and_shows_agents_without_shifts() {
    let centre = Centre::new();
    let (ben, ann) = (centre.agent("Ben"), centre.agent("Ann"));
    let draft = centre.draft(
        MONDAY,
        1,
        vec![centre.shift(&ben.id, "2026-03-23T08:00:00Z")],
    );
    let ask = |query: AgentScheduleQuery| {
        centre
            .does(|conn, scope| query_agent_schedules(conn, scope, &draft.id, &query))
            .unwrap()
    };
    let all = ask(AgentScheduleQuery::default());
    let names: Vec<_> = all
        .iter()
        .map(|agent| (agent.name.as_str(), agent.shifts.len()))
        .collect();
    assert_eq!(names, [("Ann", 0), ("Ben", 1)]);
    let one = ask(AgentScheduleQuery {
        agent_ids: Some(vec![ann.id.clone()]),
        management_unit_ids: Some(vec![centre.site.id.clone()]),
        team_ids: None,
    });
    assert_eq!(one.len(), 1);
    let none = ask(AgentScheduleQuery {
        team_ids: Some(vec!["nobody's".to_owned()]),
        ..AgentScheduleQuery::default()
    });
    assert!(none.is_empty());
}

#[test]
fn schedules_are_listed_for_every_week_they_cover() {
    let centre = Centre::new();
    let two_weeks = centre.draft(MONDAY, 2, Vec::new());
    let of = |week: &str| {
        centre
            .does(|conn, scope| {
                let page = PageParams::default();
                list_schedules(conn, scope, &centre.unit.id, week, &page)
            })
            .map(|page| {
                page.entities
                    .into_iter()
                    .map(|schedule| schedule.id)
                    .collect::<Vec<_>>()
            })
    };
    assert_eq!(
        of("2026-03-30").unwrap(),
        std::slice::from_ref(&two_weeks.id)
    );
    assert_eq!(of("recent").unwrap(), [two_weeks.id]);
    assert!(of("2026-04-06").unwrap().is_empty());
    assert_eq!(of("soon").unwrap_err().code(), "invalid");
}

#[test]
fn shifts_with_holes_overlaps_or_strangers_are_refused_by_place() {
    let centre = Centre::new();
    let ann = centre.agent("Ann");
    let mut with_hole = centre.shift(&ann.id, "2026-03-23T08:00:00Z");
    with_hole.activities.remove(1);
    let overlapping = centre.shift(&ann.id, "2026-03-23T12:00:00Z");
    let stranger = centre.shift("nobody", "2026-03-24T08:00:00Z");
    let too_late = centre.shift(&ann.id, "2026-03-30T08:00:00Z");
    let new = centre.new_draft(MONDAY, 1, vec![with_hole, overlapping, stranger, too_late]);
    let refused = centre
        .does(|conn, scope| create_draft(conn, scope, new))
        .unwrap_err();
    let found: Vec<_> = refused
        .faults()
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("/shifts/0/activities/1/startDate", "not-contiguous"),
            ("/shifts/2/agentId", "unknown-agent"),
            ("/shifts/3/startDate", "outside-the-weeks"),
            ("/shifts/1/startDate", "overlapping"),
        ]
    );
}

#[test]
fn heads_on_queue_leave_out_meals_and_count_parts_of_an_interval() {
    let centre = Centre::new();
    let ann = centre.agent("Ann");
    let mut late = centre.shift(&ann.id, "2026-03-29T00:15:00Z");
    late.agent_id = centre.agent("Ben").id.clone();
    let draft = centre.draft(
        MONDAY,
        1,
        vec![centre.shift(&ann.id, "2026-03-29T00:00:00Z"), late],
    );
    let shifts = centre
        .does(|conn, scope| shifts_of_schedule(conn, scope, &draft.id))
        .unwrap();
    let grid = WeekGrid::new(
        MONDAY.parse().unwrap(),
        1,
        chrono::Weekday::Mon,
        centre.unit.time_zone,
        30,
    )
    .unwrap();
    let heads = on_queue_heads(&shifts, &grid);
    let at = |text: &str| heads[grid.interval_at(instant(text)).unwrap()];
    assert_eq!(at("2026-03-29T00:00:00Z"), 1.5);
    assert_eq!(at("2026-03-29T00:30:00Z"), 2.0);
    assert_eq!(at("2026-03-29T04:00:00Z"), 0.5);
    assert_eq!(at("2026-03-29T04:30:00Z"), 1.5);
    assert_eq!(at("2026-03-29T08:00:00Z"), 0.5);
    assert_eq!(heads.iter().sum::<f64>(), 2.0 * 450.0 / 30.0);
}

#[test]
fn the_calendar_of_a_secret_link_has_zone_uid_sequence_and_escaped_names() {
    let centre = Centre::new();
    let ann = centre.agent("Ann, \"A;B\"");
    let draft = centre.draft(
        MONDAY,
        1,
        vec![centre.shift(&ann.id, "2026-03-29T00:00:00Z")],
    );
    published(&centre, &draft);
    let own = centre.as_agent(&ann.id);
    let make = || {
        let made = centre
            .db
            .write(|conn| create_calendar_link(conn, &own, None));
        made.unwrap().1.reveal().to_owned()
    };
    let read = |secret: &str| {
        centre
            .db
            .read(|conn| calendar_feed(conn, secret, centre.scope.now))
    };
    let secret = make();
    let feed = read(&secret).unwrap().replace("\r\n ", "");
    for line in [
        "X-WR-CALNAME:Ann\\, \"A\\;B\"".to_owned(),
        "TZID:Europe/Berlin".to_owned(),
        "DTSTART:20260329T020000".to_owned(),
        format!("UID:{}-2026-03-29-1@crewcast", ann.id),
        // Seconds from 2020 to noon of 16 March 2026.
        "SEQUENCE:195825600".to_owned(),
        "DTSTART;TZID=Europe/Berlin:20260329T010000".to_owned(),
        "DTEND;TZID=Europe/Berlin:20260329T100000".to_owned(),
        "SUMMARY:Shift\\, Bank\\; service\\, Berlin".to_owned(),
    ] {
        assert!(
            feed.contains(&format!("\r\n{line}\r\n")),
            "{line} is missing in\n{feed}"
        );
    }
    let newer = make();
    assert_eq!(read(&secret).unwrap_err().code(), "not-found");
    read(&newer).unwrap();
    centre
        .db
        .write(|conn| delete_calendar_link(conn, &own, None))
        .unwrap();
    let refused = read(&newer).unwrap_err();
    assert!(!refused.to_string().contains(&newer), "{refused}");
}

#[test]
fn an_agent_makes_no_link_to_anothers_calendar_and_staff_must_name_one() {
    let centre = Centre::new();
    let (ann, ben) = (centre.agent("Ann"), centre.agent("Ben"));
    let own = centre.as_agent(&ann.id);
    let other = centre
        .db
        .write(|conn| create_calendar_link(conn, &own, Some(&ben.id)));
    assert_eq!(other.err().unwrap().code(), "forbidden");
    let unnamed = centre.does(|conn, scope| create_calendar_link(conn, scope, None));
    assert_eq!(unnamed.err().unwrap().code(), "invalid");
    let (link, _) = centre
        .does(|conn, scope| create_calendar_link(conn, scope, Some(&ben.id)))
        .unwrap();
    assert_eq!(link.agent_id, ben.id);
}

#[test]
fn the_csv_has_local_times_with_their_offset_and_no_formula() {
    let centre = Centre::new();
    let ann = centre.agent("=cmd|' /C calc'!A1");
    let draft = centre.draft(
        MONDAY,
        1,
        vec![centre.shift(&ann.id, "2026-03-29T00:00:00Z")],
    );
    let csv = centre
        .does(|conn, scope| export_schedule(conn, scope, &draft.id))
        .unwrap();
    let row = csv.lines().nth(1).unwrap();
    assert!(
        row.contains(",'=cmd|' /C calc'!A1,2026-03-29,2026-03-29T01:00:00+01:00,2026-03-29T10:00:00+02:00,450,"),
        "{row}"
    );
    assert!(row.contains("01:00-06:00 "), "{row}");
}
