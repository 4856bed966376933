//! Tables of `cost_rates`.

diesel::table! {
    cost_rates (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        effective_date -> Text,
        currency -> Text,
        cost_per_paid_hour -> Nullable<Double>,
        overtime_multiplier -> Nullable<Double>,
        cost_per_lost_contact -> Nullable<Double>,
        version -> Integer,
        created_by -> Text,
        created_at -> BigInt,
        modified_by -> Text,
        modified_at -> BigInt,
    }
}
