//! Tables of `scenarios`.

diesel::table! {
    scenarios (tenant_id, run_id) {
        tenant_id -> Text,
        run_id -> Text,
        business_unit_id -> Text,
        scenario -> Text,
        roster -> Text,
        created_at -> BigInt,
    }
}
