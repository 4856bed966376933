DROP TABLE intraday_alerts;
DROP TABLE intraday_alert_rules;
DROP TABLE intraday_actions;
