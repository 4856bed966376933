//! Tables of `connectors`: what a telephone system's log said, line by line, and the calls told from it.

diesel::table! {
    queue_log_sources (tenant_id, source) {
        tenant_id -> Text,
        source -> Text,
        business_unit_id -> Text,
        answered_within_seconds -> Integer,
        create_missing_queues -> Bool,
        line_count -> BigInt,
        reject_count -> BigInt,
        first_at -> Nullable<BigInt>,
        last_at -> Nullable<BigInt>,
        created_by -> Text,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    queue_log_lines (tenant_id, source, line_id) {
        tenant_id -> Text,
        source -> Text,
        line_id -> Text,
        logged_at -> BigInt,
        position -> BigInt,
        call_id -> Text,
        queue_name -> Text,
        agent_name -> Text,
        event -> Text,
        kind -> Text,
        parameters -> Text,
        received_at -> BigInt,
    }
}

diesel::table! {
    queue_log_calls (tenant_id, source, id) {
        tenant_id -> Text,
        source -> Text,
        id -> Text,
        call_id -> Text,
        queue_name -> Text,
        queue_id -> Nullable<Text>,
        caller -> Text,
        entered_at -> BigInt,
        interval_at -> BigInt,
        connected_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        wait_seconds -> Nullable<Double>,
        talk_seconds -> Nullable<Double>,
        agent_name -> Nullable<Text>,
        agent_id -> Nullable<Text>,
        outcome -> Text,
        ring_no_answers -> Integer,
    }
}

diesel::table! {
    queue_log_rejects (tenant_id, source, line_id) {
        tenant_id -> Text,
        source -> Text,
        line_id -> Text,
        file_name -> Text,
        line_number -> BigInt,
        text -> Text,
        code -> Text,
        reason -> Text,
        remedy -> Text,
        received_at -> BigInt,
    }
}

diesel::table! {
    queue_log_files (tenant_id, source, path) {
        tenant_id -> Text,
        source -> Text,
        path -> Text,
        inode -> BigInt,
        head -> Text,
        head_length -> BigInt,
        read_bytes -> BigInt,
        read_lines -> BigInt,
        modified_at -> BigInt,
    }
}
