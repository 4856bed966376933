//! Tables of `performance`.

diesel::table! {
    scorecards (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        name -> Text,
        scorecard -> Text,
        version -> Integer,
        created_by -> Text,
        created_at -> BigInt,
        modified_by -> Text,
        modified_at -> BigInt,
    }
}
