//! Intraday: the running day told again from what has come of it, and what can be done about the rest.
//!
//! The day is read in one go: the published schedule, the forecast it was made for, what has come, who is there. The rest is
//! told again ([`crate::forecasting::reforecast_day`], volume and handle times), and played to its end contact by contact, so that
//! the view ([`intraday`]) says what service to expect at close and with which probability. Alerts ([`evaluate_alerts`]) hold
//! rules against it. Advice ([`advise`]) proposes what could be done, plays each proposal on the same draws as the day without
//! it, and ranks them; [`apply_action`] puts one into the published schedule through [`crate::editing`].

mod action;
mod actions;
mod actual;
mod advice;
mod alerts;
mod answer;
mod ask;
mod day;
mod evaluate;
mod group;
mod messages;
mod open_intervals;
mod outbound_work;
mod people;
mod plan;
mod planning_groups;
mod prices;
mod proposals;
pub mod routes;
mod service_at_close;
mod shortfall;
mod store;
mod swap;
mod view;

pub use action::{
    ActionCost, ActionFacts, ActionState, AppliedAction, GroupEffect, IntradayAction, PlanStep,
};
pub use actions::{
    ActionQuery, ApplyAction, PlannedAction, apply_action, find_action, list_actions, plan_action,
};
pub use actual::CountedFigure;
pub use advice::{GroupAtClose, IntradayAdvice, advise};
pub use alerts::{
    Alert, AlertEvaluation, AlertKind, AlertQuery, AlertRule, AlertState, AlertWatch, NewAlertRule,
    acknowledge_alert, create_alert_rule, delete_alert_rule, evaluate_alerts, find_alert_rule,
    list_alert_rules, list_alerts, replace_alert_rule,
};
pub use answer::{
    ForecastReference, IntradayActualData, IntradayDataGroup, IntradayForecastData,
    IntradayPredictionData, IntradayQuery, IntradayResponse, IntradayScheduleData,
    ScheduleReference,
};
pub use ask::AskAdvice;
pub use messages::IntradayMessage;
pub use planning_groups::{
    IntradayDate, IntradayPlanningGroup, IntradayPlanningGroups, intraday_planning_groups,
};
pub use proposals::{ActionKind, ActivityChange};
pub use service_at_close::ServiceAtClose;
pub use view::intraday;
