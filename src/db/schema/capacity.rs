//! Tables of `capacity`.

diesel::table! {
    capacity_plans (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        plan -> Text,
        requirement -> Nullable<Text>,
        version -> Integer,
        created_by -> Text,
        created_at -> BigInt,
        modified_by -> Text,
        modified_at -> BigInt,
    }
}
