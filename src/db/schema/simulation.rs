//! Tables of `simulation`.

diesel::table! {
    performance_predictions (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        schedule_id -> Text,
        run_id -> Text,
        input_hash -> Text,
        prediction -> Text,
        created_at -> BigInt,
    }
}
