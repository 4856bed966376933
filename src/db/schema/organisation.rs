//! Tables of `organisation`.

diesel::table! {
    business_units (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        name -> Text,
        time_zone -> Text,
        start_day_of_week -> Text,
        interval_length_minutes -> Integer,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
        region -> Nullable<Text>,
    }
}

diesel::table! {
    management_units (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        name -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
        labour_law -> Nullable<Text>,
    }
}

diesel::table! {
    teams (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        management_unit_id -> Text,
        name -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    skills (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        name -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    queues (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        name -> Text,
        channel -> Text,
        external_id -> Nullable<Text>,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    service_goal_templates (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        name -> Text,
        goals -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    planning_groups (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        name -> Text,
        route_paths -> Text,
        service_goal_template_id -> Text,
        shrinkage_percent -> Text,
        default_average_handle_time_seconds -> Nullable<Double>,
        average_patience_seconds -> Nullable<Double>,
        staffing_method -> Text,
        staffing_probability_percent -> Nullable<Double>,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
        break_limits -> Nullable<Text>,
    }
}

diesel::table! {
    activity_codes (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        name -> Text,
        category -> Text,
        active -> Bool,
        length_in_minutes -> Integer,
        counts_as_paid_time -> Bool,
        counts_as_work_time -> Bool,
        counts_toward_shrinkage -> Bool,
        planned_shrinkage -> Bool,
        interruptible -> Bool,
        agent_time_off_selectable -> Bool,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    work_plans (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        management_unit_id -> Text,
        name -> Text,
        rules -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    agents (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        management_unit_id -> Text,
        name -> Text,
        external_id -> Nullable<Text>,
        team_id -> Nullable<Text>,
        work_plan_id -> Nullable<Text>,
        skills -> Text,
        active -> Bool,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
        rotation_position -> Nullable<Integer>,
        hire_date -> Nullable<Text>,
    }
}

diesel::table! {
    agent_preferences (tenant_id, agent_id) {
        tenant_id -> Text,
        agent_id -> Text,
        preferences -> Text,
        version -> Integer,
        modified_by -> Text,
        modified_at -> BigInt,
    }
}

diesel::table! {
    agent_skills (tenant_id, agent_id, skill_id) {
        tenant_id -> Text,
        agent_id -> Text,
        skill_id -> Text,
    }
}

diesel::table! {
    planning_group_queues (tenant_id, planning_group_id, queue_id) {
        tenant_id -> Text,
        planning_group_id -> Text,
        queue_id -> Text,
    }
}

diesel::table! {
    planning_group_skills (tenant_id, planning_group_id, skill_id) {
        tenant_id -> Text,
        planning_group_id -> Text,
        skill_id -> Text,
    }
}

diesel::table! {
    work_plan_activity_codes (tenant_id, work_plan_id, activity_code_id) {
        tenant_id -> Text,
        work_plan_id -> Text,
        activity_code_id -> Text,
    }
}

diesel::table! {
    special_days (tenant_id, business_unit_id, date, name) {
        tenant_id -> Text,
        business_unit_id -> Text,
        date -> Text,
        name -> Text,
        kind -> Text,
        size -> Nullable<Double>,
        source -> Text,
        created_by -> Text,
        created_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(business_units, management_units, agents, work_plans);
