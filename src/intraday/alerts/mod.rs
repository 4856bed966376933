//! Alerts: rules with thresholds, and what they raised. An alert is raised once, stays open while its cause lasts, may be
//! acknowledged, and is closed when the cause has ended. It is a record: it stays when its rule goes.

mod alert;
mod cause;
mod evaluate;
mod rule;
mod watch;

pub use alert::{Alert, AlertQuery, AlertState, acknowledge_alert, list_alerts};
pub use evaluate::{AlertEvaluation, evaluate_alerts};
pub use rule::{
    AlertKind, AlertRule, NewAlertRule, create_alert_rule, delete_alert_rule, find_alert_rule,
    list_alert_rules, replace_alert_rule,
};
pub use watch::AlertWatch;
