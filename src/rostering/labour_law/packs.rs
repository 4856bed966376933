//! The packs there are.

use chrono::NaiveDate;
use crewcast_solver::legal::{CalendarDate, LegalPack, PACKS, Provision, Requirement};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::http::Page;

/// The provisions of one jurisdiction that bear on who works when. A planner's aid, no legal advice.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LabourLawPack {
    /// What a work plan names it by.
    pub id: String,
    /// Where it holds.
    pub jurisdiction: String,
    /// Its provisions, those no longer in force included.
    pub provisions: Vec<LabourLawProvision>,
}

/// An article of law.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LabourLawProvision {
    /// Law and article.
    pub citation: String,
    /// First day in force.
    pub valid_from: Option<NaiveDate>,
    /// Last day in force; null while it is.
    pub valid_until: Option<NaiveDate>,
    /// What it asks for: `ordinaryDay`, `ordinaryWeek`, `overtime`, `dailyRest`, `weeklyRest`, `dayOffEachWeek`,
    /// `averageWeek`, `breakBeyond`, `mealPeriod` or `restPeriods`.
    pub requirement: String,
    /// Its figures: minutes unless the name says weeks.
    #[schema(value_type = Object)]
    pub figures: Map<String, Value>,
}

/// All packs.
pub fn labour_law_packs() -> Page<LabourLawPack> {
    let pack = |pack: LegalPack| LabourLawPack {
        id: pack.id.to_owned(),
        jurisdiction: pack.jurisdiction.to_owned(),
        provisions: pack.provisions.iter().map(provision).collect(),
    };
    Page {
        entities: PACKS.into_iter().map(pack).collect(),
        next_page_token: None,
    }
}

fn provision(of: &Provision) -> LabourLawProvision {
    let (requirement, figures) = told(of.requirement);
    LabourLawProvision {
        citation: of.citation.to_owned(),
        valid_from: date(of.valid_from),
        valid_until: of.valid_until.and_then(date),
        requirement: requirement.to_owned(),
        figures: match figures {
            Value::Object(figures) => figures,
            _ => Map::new(),
        },
    }
}

fn date(of: CalendarDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::from(of.year), u32::from(of.month), u32::from(of.day))
}

fn told(requirement: Requirement) -> (&'static str, Value) {
    match requirement {
        Requirement::OrdinaryDay { most_minutes } => {
            ("ordinaryDay", json!({ "mostMinutes": most_minutes }))
        }
        Requirement::OrdinaryWeek { most_minutes } => {
            ("ordinaryWeek", json!({ "mostMinutes": most_minutes }))
        }
        Requirement::Overtime {
            day_minutes,
            special_day_minutes,
            month_minutes,
        } => (
            "overtime",
            json!({
                "dayMinutes": day_minutes,
                "specialDayMinutes": special_day_minutes,
                "monthMinutes": month_minutes,
            }),
        ),
        Requirement::DailyRest { least_minutes } => {
            ("dailyRest", json!({ "leastMinutes": least_minutes }))
        }
        Requirement::WeeklyRest {
            least_minutes,
            daily_minutes,
        } => (
            "weeklyRest",
            json!({ "leastMinutes": least_minutes, "dailyMinutes": daily_minutes }),
        ),
        Requirement::DayOffEachWeek { unless } => (
            "dayOffEachWeek",
            unless.map_or_else(
                || json!({}),
                |short| {
                    json!({
                        "unlessDayMinutes": short.day_minutes,
                        "unlessWeekMinutes": short.week_minutes,
                    })
                },
            ),
        ),
        Requirement::AverageWeek {
            most_minutes,
            reference_weeks,
        } => (
            "averageWeek",
            json!({ "mostMinutes": most_minutes, "referenceWeeks": reference_weeks }),
        ),
        Requirement::BreakBeyond { worked_minutes } => {
            ("breakBeyond", json!({ "workedMinutes": worked_minutes }))
        }
        Requirement::MealPeriod {
            which,
            worked_minutes,
            least_minutes,
            waivable_minutes,
        } => (
            "mealPeriod",
            json!({
                "which": which,
                "workedMinutes": worked_minutes,
                "leastMinutes": least_minutes,
                "waivableMinutes": waivable_minutes,
            }),
        ),
        Requirement::RestPeriods {
            least_minutes,
            per_minutes,
            from_minutes,
        } => (
            "restPeriods",
            json!({
                "leastMinutes": least_minutes,
                "perMinutes": per_minutes,
                "fromMinutes": from_minutes,
            }),
        ),
    }
}
