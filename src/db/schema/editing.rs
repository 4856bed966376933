//! Table of reschedules.

diesel::table! {
    reschedules (tenant_id, run_id) {
        tenant_id -> Text,
        run_id -> Text,
        schedule_id -> Text,
        schedule_version -> Integer,
        proposal -> Text,
        created_at -> BigInt,
        applied_version -> Nullable<Integer>,
        applied_by -> Nullable<Text>,
        applied_at -> Nullable<BigInt>,
    }
}
