//! Tables of `forecasting`.

diesel::table! {
    forecasts (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        week_date -> Text,
        end_date -> Text,
        week_count -> Integer,
        description -> Text,
        time_zone -> Text,
        interval_minutes -> Integer,
        reference_start_at -> BigInt,
        seed -> BigInt,
        input_hash -> Text,
        created_by -> Text,
        created_at -> BigInt,
        version -> Integer,
    }
}

diesel::table! {
    forecast_series (tenant_id, forecast_id, planning_group_id) {
        tenant_id -> Text,
        forecast_id -> Text,
        planning_group_id -> Text,
        offered -> Text,
        offered_p10 -> Text,
        offered_p50 -> Text,
        offered_p90 -> Text,
        aht_seconds -> Text,
        generation -> Text,
        path_spread -> Nullable<Text>,
    }
}

diesel::table! {
    forecast_queue_series (tenant_id, forecast_id, planning_group_id, queue_id) {
        tenant_id -> Text,
        forecast_id -> Text,
        planning_group_id -> Text,
        queue_id -> Text,
        offered -> Text,
        offered_p10 -> Text,
        offered_p50 -> Text,
        offered_p90 -> Text,
    }
}

diesel::table! {
    forecast_modifications (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        forecast_id -> Text,
        position -> Integer,
        modification -> Text,
        enabled -> Bool,
        reason -> Text,
        event -> Nullable<Text>,
        author -> Text,
        created_at -> BigInt,
        carried_from_forecast_id -> Nullable<Text>,
        carried_from_modification_id -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    history_finding_decisions (tenant_id, planning_group_id, finding_id) {
        tenant_id -> Text,
        planning_group_id -> Text,
        finding_id -> Text,
        decision -> Text,
        reason -> Text,
        decided_by -> Text,
        decided_at -> BigInt,
    }
}
