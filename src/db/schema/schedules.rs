//! Tables of schedules, their shifts and versions, and the secret calendar links.

diesel::table! {
    schedules (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        week_date -> Text,
        week_count -> Integer,
        end_date -> Text,
        description -> Text,
        state -> Text,
        forecast_id -> Nullable<Text>,
        run_id -> Nullable<Text>,
        metrics -> Nullable<Text>,
        message_counts -> Text,
        results -> Text,
        scheduled_heads -> Text,
        replaces -> Text,
        version -> Integer,
        created_by -> Text,
        created_at -> BigInt,
        modified_at -> BigInt,
        published_by -> Nullable<Text>,
        published_at -> Nullable<BigInt>,
        archived_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    shifts (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        schedule_id -> Text,
        agent_id -> Text,
        start_at -> BigInt,
        end_at -> BigInt,
        activities -> Text,
        manually_edited -> Bool,
        work_plan_id -> Nullable<Text>,
        work_plan_shift_id -> Nullable<Text>,
    }
}

diesel::table! {
    schedule_versions (tenant_id, schedule_id, version) {
        tenant_id -> Text,
        schedule_id -> Text,
        version -> Integer,
        kind -> Text,
        reason -> Nullable<Text>,
        restores -> Nullable<Integer>,
        rule_failure_action -> Nullable<Text>,
        validation_results -> Text,
        changed_by -> Text,
        changed_at -> BigInt,
    }
}

diesel::table! {
    schedule_changes (tenant_id, schedule_id, version, shift_id, agent_id) {
        tenant_id -> Text,
        schedule_id -> Text,
        version -> Integer,
        shift_id -> Text,
        agent_id -> Text,
        before_shift -> Nullable<Text>,
        after_shift -> Nullable<Text>,
    }
}

diesel::table! {
    fairness_entries (tenant_id, schedule_id, agent_id, month) {
        tenant_id -> Text,
        schedule_id -> Text,
        agent_id -> Text,
        month -> Text,
        business_unit_id -> Text,
        end_date -> Text,
        days -> Double,
        weekend_days -> Integer,
        nights -> Integer,
        unpopular_starts -> Integer,
        public_holidays -> Integer,
    }
}

diesel::table! {
    calendar_links (tenant_id, agent_id) {
        tenant_id -> Text,
        agent_id -> Text,
        secret_hash -> Text,
        created_by -> Text,
        created_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(schedules, shifts);
