//! Tables of `adherence`.

diesel::table! {
    agent_state_events (tenant_id, event_id) {
        tenant_id -> Text,
        event_id -> Text,
        agent_id -> Text,
        occurred_at -> BigInt,
        system_presence -> Text,
        routing_status -> Nullable<Text>,
        source -> Nullable<Text>,
        received_at -> BigInt,
    }
}

diesel::table! {
    agent_state_mappings (tenant_id, source, version) {
        tenant_id -> Text,
        source -> Text,
        version -> Integer,
        states -> Text,
        created_by -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    unknown_agent_states (tenant_id, source, system_presence, routing_status) {
        tenant_id -> Text,
        source -> Text,
        system_presence -> Text,
        routing_status -> Text,
        event_count -> BigInt,
        first_at -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    adherence_profiles (tenant_id, name) {
        tenant_id -> Text,
        name -> Text,
        document -> Text,
        version -> Integer,
        modified_by -> Text,
        modified_at -> BigInt,
    }
}

diesel::table! {
    adherence_explanations (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        agent_id -> Text,
        kind -> Text,
        status -> Text,
        start_at -> BigInt,
        end_at -> BigInt,
        notes -> Text,
        created_by -> Text,
        created_at -> BigInt,
        reviewed_by -> Nullable<Text>,
        reviewed_at -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    adherence_outages (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        management_unit_id -> Nullable<Text>,
        start_at -> BigInt,
        end_at -> BigInt,
        reason -> Text,
        created_by -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    adherence_records (tenant_id, agent_id, date, definition, revision) {
        tenant_id -> Text,
        agent_id -> Text,
        date -> Text,
        definition -> Text,
        revision -> Integer,
        time_zone -> Text,
        cause -> Text,
        figures -> Text,
        recorded_by -> Text,
        recorded_at -> BigInt,
    }
}
