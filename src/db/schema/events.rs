//! Tables of events out: the outbox, webhooks and their deliveries.

diesel::table! {
    events (tenant_id, id) {
        written -> BigInt,
        tenant_id -> Text,
        id -> Text,
        sequence -> Nullable<BigInt>,
        topic -> Text,
        subject_id -> Text,
        agent_ids -> Text,
        #[sql_name = "type"]
        event_type -> Text,
        data -> Text,
        occurred_at -> BigInt,
    }
}

diesel::table! {
    event_numbering (name) {
        name -> Text,
        last_sequence -> BigInt,
        trimmed_sequence -> BigInt,
    }
}

diesel::table! {
    webhooks (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        url -> Text,
        topics -> Text,
        description -> Text,
        enabled -> Bool,
        disabled_reason -> Nullable<Text>,
        secret -> Text,
        previous_secret -> Nullable<Text>,
        previous_secret_until -> Nullable<BigInt>,
        delivered_sequence -> BigInt,
        failure_count -> Integer,
        failing_since -> Nullable<BigInt>,
        next_attempt_at -> BigInt,
        claim -> Nullable<Text>,
        claimed_until -> Nullable<BigInt>,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    webhook_deliveries (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        webhook_id -> Text,
        event_id -> Text,
        event_type -> Text,
        kind -> Text,
        attempt -> Integer,
        succeeded -> Bool,
        status -> Nullable<Integer>,
        error -> Nullable<Text>,
        response -> Nullable<Text>,
        duration_ms -> Integer,
        attempted_at -> BigInt,
    }
}
