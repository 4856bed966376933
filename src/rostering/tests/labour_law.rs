//! Rosters of work plans that name a labour law.

use super::*;

/// A site whose plan keeps China's law with overtime agreed to, and Ann's published shifts of 7½ paid hours on every day
/// of the weeks before.
fn after_full_weeks(weeks: u64) -> NewDraft {
    let site = site(|plan| {
        plan.labour_law = Some(LabourLaw {
            pack: "china".to_owned(),
            overtime: OvertimeAgreement::Agreed,
            meals_waived: false,
        });
    });
    let ann = site.agent("Ann", true, true);
    let monday: chrono::NaiveDate = SPRING_WEEK.parse().unwrap();
    let first = monday - chrono::Days::new(7 * weeks);
    let days = first.iter_days().take(usize::try_from(7 * weeks).unwrap());
    let shifts = days
        .map(|day| site.centre.shift(&ann.id, &format!("{day}T07:00:00Z")))
        .collect();
    let count = u32::try_from(weeks).unwrap();
    let draft = site.centre.draft(&first.to_string(), count, shifts);
    site.centre
        .does(|conn, scope| publish_schedule(conn, scope, &draft.id, draft.version))
        .unwrap();
    site.solved(&site.inputs(SPRING_WEEK, 1))
}

fn breaches(draft: &NewDraft) -> Vec<String> {
    let certificate = draft.results.certificate.as_ref().unwrap();
    let law = &certificate["labourLaw"];
    assert_eq!(
        (&law["packs"][0], &law["linesJudged"]),
        (&"china".into(), &1.into())
    );
    let breaches = law["breaches"].as_array().unwrap().iter();
    breaches
        .map(|breach| {
            let text = |field: &str| breach[field].as_str().unwrap().to_owned();
            format!("{}: {}", text("citation"), text("detail"))
        })
        .collect()
}

#[test]
fn overtime_of_the_month_so_far_is_counted_from_the_published_weeks() {
    // A week of seven times 7½ hours has 12½ of overtime: three of them are more than the 36 of a month.
    assert_eq!(breaches(&after_full_weeks(2)), Vec::<String>::new());
    let draft = after_full_weeks(3);
    let found = breaches(&draft);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("art. 41") && found[0].contains("2250 minutes"));
    let summary = draft.metrics.unwrap().audit.labour_law.unwrap();
    assert_eq!(
        (summary.packs, summary.breach_count),
        (vec!["china".to_owned()], 1)
    );
}

#[test]
fn a_plan_without_a_law_is_neither_tightened_nor_judged() {
    let site = site(|plan| plan.maximum_days = Some(7));
    site.agent("Ann", true, true);
    let draft = site.solved(&site.inputs(SPRING_WEEK, 1));
    assert_eq!(draft.shifts.len(), 7);
    assert!(draft.results.certificate.unwrap()["labourLaw"].is_null());
    assert_eq!(draft.metrics.unwrap().audit.labour_law, None);
}
