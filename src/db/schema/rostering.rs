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

diesel::table! {
    roster_what_ifs (tenant_id, run_id) {
        tenant_id -> Text,
        run_id -> Text,
        roster_run_id -> Text,
        what_if -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    shift_designs (tenant_id, run_id) {
        tenant_id -> Text,
        run_id -> Text,
        business_unit_id -> Text,
        week_date -> Text,
        design -> Text,
        created_at -> BigInt,
    }
}
