//! Tables of time off.

diesel::table! {
    time_off_plans (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        name -> Text,
        document -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    time_off_limits (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        name -> Text,
        document -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    time_off_limit_values (tenant_id, limit_id, date) {
        tenant_id -> Text,
        limit_id -> Text,
        date -> Text,
        minutes -> Text,
    }
}

diesel::table! {
    time_off_balance_entries (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        agent_id -> Text,
        activity_code_id -> Text,
        kind -> Text,
        minutes -> Integer,
        effective_date -> Text,
        reason -> Text,
        created_by -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    time_off_requests (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        agent_id -> Text,
        activity_code_id -> Text,
        status -> Text,
        first_date -> Text,
        last_date -> Text,
        waitlisted_at -> Nullable<BigInt>,
        expires_at -> Nullable<BigInt>,
        document -> Text,
        version -> Integer,
        submitted_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    time_off_days (tenant_id, request_id, date) {
        tenant_id -> Text,
        request_id -> Text,
        date -> Text,
        agent_id -> Text,
        start_at -> BigInt,
        end_at -> BigInt,
        is_full_day -> Bool,
        minutes -> Integer,
        payable_minutes -> Integer,
    }
}

diesel::table! {
    time_off_replaced (tenant_id, request_id, shift_id) {
        tenant_id -> Text,
        request_id -> Text,
        shift_id -> Text,
        activities -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(time_off_requests, time_off_days);
