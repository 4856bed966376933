//! A small centre in a database of its own, with observations made up as each test needs them.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use rust_decimal::Decimal;

use super::generate::generate_from;
use super::local_days::Observation;
use super::request::GenerateForecast;
use crate::db::{Database, Instant, testing};
use crate::failure::Failure;
use crate::organisation::{
    AverageSpeedOfAnswerGoal, BusinessUnit, Channel, NewBusinessUnit, NewPlanningGroup, NewQueue,
    NewServiceGoalTemplate, PercentCeiling, PlanningGroup, RoutePath, ServiceGoalTemplate,
    ServiceLevelGoal, WeekGrid, create_business_unit, create_planning_group, create_queue,
    create_service_goal_template,
};
use crate::tenancy::{Scope, create_tenant};
use crewcast_forecasts::erlang::ServiceLevelVariant;

pub(crate) struct Centre {
    _folder: tempfile::TempDir,
    pub db: Database,
    pub scope: Scope,
    pub unit: BusinessUnit,
    pub template: ServiceGoalTemplate,
}

impl Centre {
    /// 80 % in 20 s, at most 85 % occupied, abandonment included as asked; weeks start on Monday.
    pub(crate) fn new(zone: Tz, interval_minutes: u32, include_abandonment: bool) -> Self {
        let (db, folder) = testing::migrated();
        let now = Instant::from_epoch_millis(1_780_000_000_000);
        let (scope, unit, template) = db
            .write(|conn| {
                let scope = Scope::system(create_tenant(conn, "Bank", now)?.id, now);
                let unit = NewBusinessUnit {
                    name: "Bank".to_owned(),
                    time_zone: zone,
                    start_day_of_week: chrono::Weekday::Mon,
                    interval_length_minutes: interval_minutes,
                    region: None,
                };
                let unit = create_business_unit(conn, &scope, unit)?;
                let template = NewServiceGoalTemplate {
                    business_unit_id: unit.id.clone(),
                    name: "80 in 20".to_owned(),
                    service_level: ServiceLevelGoal {
                        include: true,
                        percent: 80.0,
                        seconds: 20,
                        variant: ServiceLevelVariant::OfOffered,
                    },
                    average_speed_of_answer: AverageSpeedOfAnswerGoal {
                        include: false,
                        seconds: 30,
                    },
                    abandon_rate: PercentCeiling {
                        include: include_abandonment,
                        percent: 5.0,
                    },
                    maximum_occupancy: PercentCeiling {
                        include: true,
                        percent: 85.0,
                    },
                };
                let template = create_service_goal_template(conn, &scope, template)?;
                Ok::<_, Failure>((scope, unit, template))
            })
            .unwrap();
        Self {
            _folder: folder,
            db,
            scope,
            unit,
            template,
        }
    }

    /// A planning group of one queue, 30 % shrinkage.
    pub(crate) fn group(&self, name: &str, default_aht_seconds: Option<f64>) -> PlanningGroup {
        self.db
            .write(|conn| {
                let queue = NewQueue {
                    business_unit_id: self.unit.id.clone(),
                    name: name.to_owned(),
                    channel: Channel::Voice,
                    external_id: None,
                };
                let queue = create_queue(conn, &self.scope, queue)?;
                let group = NewPlanningGroup {
                    business_unit_id: self.unit.id.clone(),
                    name: name.to_owned(),
                    route_paths: vec![RoutePath {
                        queue_id: queue.id.clone(),
                        skill_ids: Vec::new(),
                    }],
                    service_goal_template_id: self.template.id.clone(),
                    shrinkage_percent: Decimal::from(30),
                    default_average_handle_time_seconds: default_aht_seconds,
                    ..NewPlanningGroup::default()
                };
                create_planning_group(conn, &self.scope, group)
            })
            .unwrap()
    }

    pub(crate) fn request(&self, week_date: &str, week_count: u32) -> GenerateForecast {
        GenerateForecast {
            business_unit_id: self.unit.id.clone(),
            week_date: week_date.parse().unwrap(),
            week_count,
            description: "Test".to_owned(),
            seed: Some(7),
            planning_group_ids: None,
            history_weeks: Some(8),
            carry_modifications: None,
            reconcile: None,
            forecast_queues: None,
            expected_daily_volumes: None,
            average_handle_time_mixes: None,
        }
    }

    /// Makes the forecast `id` from what `seen` gives for every planning group and interval.
    pub(crate) fn forecast(
        &self,
        id: &str,
        request: &GenerateForecast,
        seen: impl Fn(&PlanningGroup, NaiveDate, u32) -> Option<(f64, Option<f64>)> + Sync,
    ) -> Result<(), Failure> {
        let source = |group: &PlanningGroup, grid: &WeekGrid| {
            Ok((0..grid.intervals())
                .filter_map(|index| {
                    let (date, minute) = grid.local(index);
                    let (offered, aht_seconds) = seen(group, date, minute)?;
                    Some(Observation {
                        queue: 0,
                        start_at: grid.interval_start(index),
                        interval_minutes: grid.interval_minutes(),
                        offered,
                        handled: offered,
                        aht_seconds,
                    })
                })
                .collect())
        };
        generate_from(&source, &self.db, &self.scope, id, request, |_, _| Ok(()))
    }
}

/// A week that differs by weekday and minute and repeats exactly: open 08:00 to 20:00, closed on Sundays.
pub(crate) fn weekly(date: NaiveDate, minute: u32) -> Option<f64> {
    let weekday = date.weekday().num_days_from_monday();
    let open = weekday < 6 && (480..1_200).contains(&minute);
    open.then(|| f64::from(20 + 5 * weekday + minute / 60))
}
