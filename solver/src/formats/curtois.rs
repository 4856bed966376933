use std::collections::BTreeMap;

use crate::problem::{
    Agent, Day, ForbiddenSuccession, Limit, PlanRules, Price, Problem, Request, ShiftDemand,
    ShiftTemplate, TemplateCount, Weekday, Wish, WorkPlan,
};
use crate::search::Solution;

/// A line that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CurtoisError {
    /// Something is wrong in a line.
    #[error("line {line}: {what}; {remedy}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A section that must be there is not.
    #[error(
        "{0} is missing; a file has SECTION_HORIZON, SECTION_SHIFTS and SECTION_STAFF at least"
    )]
    NoSection(&'static str),
}

const SECTIONS: [&str; 7] = [
    "SECTION_HORIZON",
    "SECTION_SHIFTS",
    "SECTION_STAFF",
    "SECTION_DAYS_OFF",
    "SECTION_SHIFT_ON_REQUESTS",
    "SECTION_SHIFT_OFF_REQUESTS",
    "SECTION_COVER",
];

struct Row<'a> {
    line: usize,
    fields: Vec<&'a str>,
}

impl Row<'_> {
    fn wrong(&self, what: String, remedy: &'static str) -> CurtoisError {
        CurtoisError::Line {
            line: self.line,
            what,
            remedy,
        }
    }

    fn has(&self, count: usize) -> Result<(), CurtoisError> {
        if self.fields.len() == count {
            return Ok(());
        }
        let what = format!("{} fields where {count} are due", self.fields.len());
        Err(self.wrong(what, "separate the fields by commas"))
    }

    fn number(&self, field: usize) -> Result<u32, CurtoisError> {
        let text = self.fields.get(field).copied().unwrap_or("");
        let what = || format!("{text:?} in field {} is no whole number", field + 1);
        // Some instances of the family write 0 as -0.
        let number: i64 = text
            .parse()
            .map_err(|_| self.wrong(what(), "write digits only, 0 or above"))?;
        u32::try_from(number).map_err(|_| self.wrong(what(), "write digits only, 0 or above"))
    }

    fn known(&self, field: usize, names: &BTreeMap<&str, usize>) -> Result<usize, CurtoisError> {
        let text = self.fields.get(field).copied().unwrap_or("");
        names.get(text).copied().ok_or_else(|| {
            let what = format!("{text:?} in field {} is not defined above", field + 1);
            self.wrong(what, "use an identifier of SECTION_SHIFTS or SECTION_STAFF")
        })
    }
}

/// Ten years: a longer horizon is a slip of the pen, and would take memory without bound.
const MOST_DAYS: u32 = 3_660;

/// Reads an instance of the shift scheduling benchmark of Curtois and Qu (2014) as a problem without slot demand.
///
/// All shifts start at midnight: the instances order them by successions alone. Day 0 is a Monday. A member of staff
/// is an agent with a plan of the same identifier.
///
/// # Errors
/// [`CurtoisError`] names the line, what is wrong there and the remedy.
///
/// # Examples
/// ```
/// let text = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nSECTION_STAFF\nA,E=7,2400,0,5,2,2,1\nSECTION_COVER\n0,E,1,100,1\n";
/// let problem = crewcast_solver::formats::read_curtois(text).unwrap();
/// assert_eq!((problem.days.len(), problem.agents.len(), problem.shift_demand.len()), (7, 1, 1));
/// assert_eq!(problem.validate(), Ok(()));
/// ```
pub fn read_curtois(text: &str) -> Result<Problem, CurtoisError> {
    let sections = sections(text)?;
    let rows = |name: &str| sections.get(name).map_or(&[][..], Vec::as_slice);
    let needed = |name: &'static str| {
        sections
            .get(name)
            .filter(|rows| !rows.is_empty())
            .ok_or(CurtoisError::NoSection(name))
    };
    let horizon = &needed("SECTION_HORIZON")?[0];
    let length = horizon.number(0)?;
    if length == 0 || length > MOST_DAYS {
        let what = format!("a horizon of {length} days");
        return Err(horizon.wrong(what, "give 1 to 3660"));
    }
    let (templates, shift_names, successions) = shifts(needed("SECTION_SHIFTS")?)?;
    let (mut agents, plans, staff_names) = staff(
        needed("SECTION_STAFF")?,
        &templates,
        &shift_names,
        &successions,
    )?;
    let slot_minutes = slot_minutes(&templates);
    let days_known = |row: &Row<'_>, field: usize| -> Result<usize, CurtoisError> {
        let day = row.number(field)?;
        if day < length {
            return Ok(day as usize);
        }
        let what = format!("day {day} of {length}");
        Err(row.wrong(what, "count days from 0 to the horizon less 1"))
    };
    for row in rows("SECTION_DAYS_OFF") {
        let agent = row.known(0, &staff_names)?;
        for field in (1..row.fields.len()).filter(|&field| !row.fields[field].is_empty()) {
            agents[agent].days_off.push(days_known(row, field)?);
        }
    }
    for (name, wanted) in [
        ("SECTION_SHIFT_ON_REQUESTS", true),
        ("SECTION_SHIFT_OFF_REQUESTS", false),
    ] {
        for row in rows(name) {
            row.has(4)?;
            let agent = row.known(0, &staff_names)?;
            let shift = templates[row.known(2, &shift_names)?].id.clone();
            agents[agent].requests.push(Request {
                day: days_known(row, 1)?,
                wish: if wanted {
                    Wish::Shift(shift)
                } else {
                    Wish::NoShift(shift)
                },
                price: Price::from(row.number(3)?),
            });
        }
    }
    let mut shift_demand = Vec::new();
    for row in rows("SECTION_COVER") {
        row.has(5)?;
        shift_demand.push(ShiftDemand {
            day: days_known(row, 0)?,
            template: templates[row.known(1, &shift_names)?].id.clone(),
            required: row.number(2)?,
            under_cost: f64::from(row.number(3)?),
            over_cost: f64::from(row.number(4)?),
        });
    }
    let slots = 1440 / slot_minutes as usize;
    Ok(Problem {
        slot_minutes,
        days: (0..length as usize)
            .map(|day| Day {
                first_slot: day * slots,
                slots,
                weekday: Weekday::ALL[day % 7],
                week: day / 7,
                clock_change: None,
                is_public_holiday: false,
            })
            .collect(),
        shift_demand,
        agents,
        plans,
        ..Problem::default()
    })
}

/// Writes a roster as the instances' judge reads it: one line an agent, its identifier and one shift a day.
#[must_use]
pub fn write_curtois(problem: &Problem, solution: &Solution) -> String {
    let mut text = String::new();
    for line in &solution.lines {
        let mut days = vec![""; problem.days.len()];
        for shift in &line.shifts {
            if let Some(day) = days.get_mut(shift.day) {
                *day = &shift.template;
            }
        }
        let id = problem.agents.get(line.agent).map_or("", |agent| &agent.id);
        text.push_str(&format!("{id}:{}\n", days.join(",")));
    }
    text
}

fn sections(text: &str) -> Result<BTreeMap<&str, Vec<Row<'_>>>, CurtoisError> {
    let mut sections: BTreeMap<&str, Vec<Row<'_>>> = BTreeMap::new();
    let mut current = None;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, raw) in text.lines().enumerate() {
        let content = raw.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let row = Row {
            line: index + 1,
            fields: content.split(',').map(str::trim).collect(),
        };
        if content.starts_with("SECTION_") {
            if !SECTIONS.contains(&content) {
                let what = format!("{content} is no section of this format");
                return Err(row.wrong(what, "check its spelling"));
            }
            if sections.insert(content, Vec::new()).is_some() {
                return Err(row.wrong(format!("{content} a second time"), "join the two"));
            }
            current = Some(content);
        } else if let Some(rows) = current.and_then(|name| sections.get_mut(name)) {
            rows.push(row);
        } else {
            return Err(row.wrong("text before the first section".into(), "begin it with #"));
        }
    }
    Ok(sections)
}

type Shifts<'a> = (
    Vec<ShiftTemplate>,
    BTreeMap<&'a str, usize>,
    Vec<ForbiddenSuccession>,
);

fn shifts<'a>(rows: &[Row<'a>]) -> Result<Shifts<'a>, CurtoisError> {
    let mut templates = Vec::new();
    let mut names = BTreeMap::new();
    for row in rows {
        let id = row.fields[0];
        let minutes = row.number(1)?;
        if minutes == 0 || minutes > 1440 {
            let what = format!("a shift of {minutes} minutes");
            return Err(row.wrong(what, "give 1 to 1440"));
        }
        if names.insert(id, templates.len()).is_some() {
            return Err(row.wrong(format!("shift {id:?} a second time"), "keep one of them"));
        }
        templates.push(ShiftTemplate {
            id: id.to_owned(),
            weekdays: Weekday::ALL.to_vec(),
            earliest_start_minutes: 0,
            latest_start_minutes: 0,
            start_increment_minutes: 60,
            minimum_paid_minutes: minutes,
            maximum_paid_minutes: minutes,
            paid_increment_minutes: 60,
            activities: Vec::new(),
        });
    }
    let mut successions = Vec::new();
    for row in rows {
        let list = row.fields.get(2).copied().unwrap_or("");
        let mut next_day = Vec::new();
        for id in list.split('|').map(str::trim).filter(|id| !id.is_empty()) {
            if !names.contains_key(id) {
                let what = format!("shift {id:?}, which cannot follow, is not defined");
                return Err(row.wrong(what, "define it in SECTION_SHIFTS"));
            }
            next_day.push(id.to_owned());
        }
        if !next_day.is_empty() {
            successions.push(ForbiddenSuccession {
                template: row.fields[0].to_owned(),
                next_day,
            });
        }
    }
    Ok((templates, names, successions))
}

type Staff<'a> = (Vec<Agent>, Vec<WorkPlan>, BTreeMap<&'a str, usize>);

fn staff<'a>(
    rows: &[Row<'a>],
    templates: &[ShiftTemplate],
    shift_names: &BTreeMap<&str, usize>,
    successions: &[ForbiddenSuccession],
) -> Result<Staff<'a>, CurtoisError> {
    let (mut agents, mut plans) = (Vec::new(), Vec::new());
    let mut names = BTreeMap::new();
    for row in rows {
        row.has(8)?;
        let id = row.fields[0];
        if names.insert(id, agents.len()).is_some() {
            return Err(row.wrong(format!("staff {id:?} a second time"), "keep one of them"));
        }
        let mut maximum_shifts = Vec::new();
        for limit in row.fields[1].split('|').filter(|limit| !limit.is_empty()) {
            let parts = limit
                .split_once('=')
                .filter(|(shift, _)| shift_names.contains_key(shift.trim()))
                .and_then(|(shift, most)| Some((shift.trim(), most.trim().parse().ok()?)));
            let Some((shift, shifts)) = parts else {
                let what = format!("{limit:?} is no limit of a shift");
                return Err(row.wrong(what, "write E=14 with a shift of SECTION_SHIFTS"));
            };
            maximum_shifts.push(TemplateCount {
                template: shift.to_owned(),
                shifts,
            });
        }
        let asked = |value: u32| (value > 0).then(|| Limit::hard(value));
        plans.push(WorkPlan {
            id: id.to_owned(),
            maximum_consecutive_days: row.number(4)?,
            shifts: templates.to_vec(),
            rules: PlanRules {
                maximum_paid_minutes_in_period: Some(row.number(2)?),
                minimum_paid_minutes_in_period: Some(row.number(3)?),
                minimum_consecutive_days: asked(row.number(5)?),
                minimum_consecutive_days_off: asked(row.number(6)?),
                maximum_worked_weekends: Some(Limit::hard(row.number(7)?)),
                maximum_shifts,
                forbidden_successions: successions.to_vec(),
                ..PlanRules::default()
            },
            ..WorkPlan::default()
        });
        agents.push(Agent {
            id: id.to_owned(),
            plan: agents.len(),
            ..Agent::default()
        });
    }
    Ok((agents, plans, names))
}

/// The coarsest slot on which all lengths fall.
fn slot_minutes(templates: &[ShiftTemplate]) -> u32 {
    let mut slot = 60;
    while slot > 1
        && !templates
            .iter()
            .all(|shift| shift.minimum_paid_minutes % slot == 0 && 60 % slot == 0)
    {
        slot -= 1;
    }
    slot
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "SECTION_HORIZON\n14\nSECTION_SHIFTS\nE,480,\nL,450,E\nSECTION_STAFF\n\
        A,E=14|L=0,4320,3360,5,2,2,1\nSECTION_DAYS_OFF\nA,0,3\nSECTION_SHIFT_ON_REQUESTS\nA,2,E,2\n\
        SECTION_SHIFT_OFF_REQUESTS\nA,4,L,3\nSECTION_COVER\n0,E,3,100,1\n";

    #[test]
    fn a_horizon_of_more_than_ten_years_is_refused_before_room_is_made_for_it() {
        let text = SMALL.replace("HORIZON\n14\n", "HORIZON\n4294967295\n");
        let refused = read_curtois(&text).expect_err("a horizon without end");
        assert!(refused.to_string().contains("4294967295 days"), "{refused}");
    }

    /// What is read can be validated: it may be no good problem, but it is one.
    #[test]
    fn fuzz_curtois_instances() {
        let seeds = [
            SMALL,
            "# from the benchmark\nSECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nSECTION_STAFF\nA,E=7,2400,0,5,2,2,1\nSECTION_COVER\n0,E,1,100,1\n",
        ];
        crate::fuzzing::fuzz("Curtois instances", &seeds, |bytes| {
            if let Ok(problem) = read_curtois(&String::from_utf8_lossy(bytes)) {
                let _ = problem.validate();
            }
        });
    }

    #[test]
    fn every_section_becomes_a_rule_a_wish_or_demand() {
        let problem = read_curtois(SMALL).expect("a valid file");
        assert_eq!(problem.validate(), Ok(()));
        assert_eq!(problem.slot_minutes, 30);
        let rules = &problem.plans[0].rules;
        assert_eq!(rules.minimum_paid_minutes_in_period, Some(3360));
        assert_eq!(rules.maximum_worked_weekends, Some(Limit::hard(1)));
        assert_eq!(rules.forbidden_successions[0].next_day, ["E"]);
        assert_eq!(rules.maximum_shifts[1].shifts, 0);
        assert_eq!(problem.agents[0].days_off, [0, 3]);
        assert_eq!(problem.agents[0].requests.len(), 2);
        assert_eq!(problem.shift_demand[0].under_cost, 100.0);
    }

    #[test]
    fn a_fault_is_told_with_its_line_and_a_remedy() {
        let broken = |from: &str, to: &str| {
            read_curtois(&SMALL.replace(from, to))
                .unwrap_err()
                .to_string()
        };
        assert!(broken("A,2,E,2", "A,2,X,2").starts_with("line 11: \"X\" in field 3"));
        assert!(broken("A,0,3", "A,0,14").starts_with("line 9: day 14 of 14"));
        assert!(broken("0,E,3,100,1", "0,E,3,100").starts_with("line 15: 4 fields"));
        assert!(broken("SECTION_COVER", "SECTION_COVERS").contains("spelling"));
    }
}
