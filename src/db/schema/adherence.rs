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
