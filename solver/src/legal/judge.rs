use serde::{Deserialize, Serialize};

use super::{CalendarDate, LegalPack, Requirement};
use super::{breaks, hours, rest};
use crate::problem::{AgentIndex, DayIndex, Line, Problem, WorkedBefore};

/// Whether and how overtime is agreed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Overtime {
    /// There is none: ordinary hours are a limit.
    #[default]
    None,
    /// Agreed to after consultation.
    Agreed,
    /// Agreed to for special reasons, with the longer day the law then allows.
    Special,
}

/// What the law asks about the business, beside the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Circumstances {
    /// The first day of the horizon: provisions in force on it hold.
    pub on: CalendarDate,
    /// Overtime.
    #[serde(default)]
    pub overtime: Overtime,
    /// Whether meals are waived by mutual consent where they may be.
    #[serde(default)]
    pub meals_waived: bool,
    /// Calendar month of each day, as a number that rises; needed where overtime is limited by the month.
    #[serde(default)]
    pub month_of_day: Vec<u32>,
}

impl Circumstances {
    /// The strictest: no overtime, nothing waived.
    #[must_use]
    pub fn strictest(on: CalendarDate) -> Self {
        Circumstances {
            on,
            overtime: Overtime::None,
            meals_waived: false,
            month_of_day: Vec::new(),
        }
    }
}

/// What an agent did before the horizon, as far as the law counts it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AgentRecord {
    /// Minutes of overtime in the first day's month before it.
    pub overtime_minutes_this_month: u32,
    /// Working minutes of the weeks before, the latest last; weeks with leave or sickness left out.
    pub worked_minutes_by_week: Vec<u32>,
}

/// An article that a line breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LegalBreach {
    /// Whose line.
    pub agent: AgentIndex,
    /// [`LegalPack::id`].
    pub pack: String,
    /// Law and article.
    pub citation: String,
    /// The day, or the first day of the week or month concerned.
    pub day: DayIndex,
    /// What is and what should be.
    pub detail: String,
}

/// What keeps a line from being judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LegalError {
    /// Overtime is counted by calendar month, and the months are not told.
    #[error(
        "circumstances.monthOfDay has {found} entries for {expected} days; give the month of every day, or set overtime to none"
    )]
    Months {
        /// Days of the horizon.
        expected: usize,
        /// Entries given.
        found: usize,
    },
    /// A line of an agent the problem does not have.
    #[error(
        "the line is of agent {agent}, the problem has {agents}; judge lines of the problem's agents"
    )]
    NoAgent {
        /// The line's agent.
        agent: usize,
        /// Agents of the problem.
        agents: usize,
    },
}

/// A finding, before it knows whose and by which article.
pub struct Finding {
    pub day: DayIndex,
    pub detail: String,
}

/// What the checks need to know.
pub struct Case<'a> {
    pub problem: &'a Problem,
    pub line: &'a Line,
    pub before: &'a WorkedBefore,
    /// Paid absence by week.
    pub absence: &'a [u32],
    pub circumstances: &'a Circumstances,
    pub record: &'a AgentRecord,
}

/// The articles of the pack that a line breaks.
///
/// # Errors
/// [`LegalError`] when something the law counts by is not told.
pub fn judge(
    pack: &LegalPack,
    circumstances: &Circumstances,
    record: &AgentRecord,
    problem: &Problem,
    line: &Line,
) -> Result<Vec<LegalBreach>, LegalError> {
    let agent = problem.agents.get(line.agent).ok_or(LegalError::NoAgent {
        agent: line.agent,
        agents: problem.agents.len(),
    })?;
    let case = Case {
        problem,
        line,
        before: &agent.before,
        absence: &agent.paid_absence_minutes,
        circumstances,
        record,
    };
    let mut breaches = Vec::new();
    for provision in pack.in_force(circumstances.on) {
        let findings = match provision.requirement {
            Requirement::OrdinaryDay { most_minutes } => hours::ordinary_day(&case, most_minutes),
            Requirement::OrdinaryWeek { most_minutes } => hours::ordinary_week(&case, most_minutes),
            Requirement::Overtime {
                day_minutes,
                special_day_minutes,
                month_minutes,
            } => {
                let day = match circumstances.overtime {
                    Overtime::Special => special_day_minutes,
                    _ => day_minutes,
                };
                let ordinary = hours::Ordinary::of(pack, circumstances.on);
                hours::overtime(&case, ordinary, day, month_minutes)?
            }
            Requirement::AverageWeek {
                most_minutes,
                reference_weeks,
            } => hours::average_week(&case, most_minutes, reference_weeks),
            Requirement::DailyRest { least_minutes } => rest::daily_rest(&case, least_minutes),
            Requirement::WeeklyRest {
                least_minutes,
                daily_minutes,
            } => rest::weekly_rest(&case, least_minutes, daily_minutes),
            Requirement::DayOffEachWeek { unless } => rest::day_off_each_week(&case, unless),
            Requirement::BreakBeyond { worked_minutes } => {
                breaks::break_beyond(&case, worked_minutes)
            }
            Requirement::MealPeriod {
                which,
                worked_minutes,
                least_minutes,
                waivable_minutes,
            } => {
                let rule = breaks::Meal {
                    which,
                    worked_minutes,
                    least_minutes,
                    waivable_minutes,
                };
                breaks::meal_period(&case, rule)
            }
            Requirement::RestPeriods {
                least_minutes,
                per_minutes,
                from_minutes,
            } => breaks::rest_periods(&case, least_minutes, per_minutes, from_minutes),
        };
        breaches.extend(findings.into_iter().map(|finding| LegalBreach {
            agent: line.agent,
            pack: pack.id.to_owned(),
            citation: provision.citation.to_owned(),
            day: finding.day,
            detail: finding.detail,
        }));
    }
    Ok(breaches)
}
