//! Tables of `rostering`.

diesel::table! {
    roster_records (tenant_id, run_id) {
        tenant_id -> Text,
        run_id -> Text,
        problem -> Text,
        setting -> Text,
        found -> Nullable<Text>,
        prices -> Nullable<Text>,
        created_at -> BigInt,
    }
}
