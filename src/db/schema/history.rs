//! Tables of `history`.

diesel::table! {
    history_imports (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        layer -> Nullable<BigInt>,
        status -> Text,
        kind -> Text,
        layout -> Text,
        file_name -> Nullable<Text>,
        content_sha256 -> Text,
        fingerprint -> Text,
        idempotency_key -> Nullable<Text>,
        options -> Text,
        interval_minutes -> Integer,
        rows_read -> BigInt,
        rows_accepted -> BigInt,
        rows_rejected -> BigInt,
        rows_ignored -> BigInt,
        intervals_stored -> BigInt,
        totals -> Text,
        warnings -> Text,
        warning_count -> BigInt,
        created_by -> Text,
        created_at -> BigInt,
        undone_at -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    history_import_rejects (tenant_id, import_id, position) {
        tenant_id -> Text,
        import_id -> Text,
        position -> BigInt,
        row_number -> BigInt,
        column_name -> Nullable<Text>,
        value -> Text,
        code -> Text,
        reason -> Text,
        remedy -> Text,
    }
}

diesel::table! {
    history_intervals (tenant_id, queue_id, start_at, layer) {
        tenant_id -> Text,
        queue_id -> Text,
        start_at -> BigInt,
        layer -> BigInt,
        interval_minutes -> Integer,
        offered -> Double,
        handled -> Nullable<Double>,
        abandoned -> Nullable<Double>,
        average_handle_time_seconds -> Nullable<Double>,
        answered_within -> Nullable<Double>,
        answered_wait_seconds -> Nullable<Double>,
        abandoned_wait_seconds -> Nullable<Double>,
    }
}
