//! Tables of intraday actions, alert rules and alerts.

diesel::table! {
    intraday_actions (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        advice_id -> Text,
        business_unit_id -> Text,
        schedule_id -> Text,
        schedule_version -> Integer,
        document -> Text,
        expires_at -> BigInt,
        created_by -> Text,
        created_at -> BigInt,
        applied_at -> Nullable<BigInt>,
        applied_document -> Nullable<Text>,
    }
}

diesel::table! {
    intraday_alert_rules (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        enabled -> Bool,
        document -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    intraday_alerts (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        rule_id -> Text,
        planning_group_id -> Text,
        document -> Text,
        opened_at -> BigInt,
        last_seen_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        acknowledged_by -> Nullable<Text>,
        acknowledged_at -> Nullable<BigInt>,
    }
}
