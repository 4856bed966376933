//! Tables of `personal_data`: how long things are kept, and when old ones were last removed.

diesel::table! {
    retention_settings (tenant_id) {
        tenant_id -> Text,
        document -> Text,
        version -> Integer,
        modified_by -> Text,
        modified_at -> BigInt,
    }
}

diesel::table! {
    retention_runs (tenant_id) {
        tenant_id -> Text,
        started_at -> BigInt,
    }
}
