CREATE TABLE business_units (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    start_day_of_week TEXT NOT NULL,
    interval_length_minutes INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX business_units_name ON business_units (tenant_id, name);

CREATE TABLE management_units (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id)
);
-- The agents' CSV names management units, so a name means one of them in the whole tenant.
CREATE UNIQUE INDEX management_units_name ON management_units (tenant_id, name);
CREATE INDEX management_units_business_unit ON management_units (tenant_id, business_unit_id, id);

CREATE TABLE teams (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    management_unit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, management_unit_id) REFERENCES management_units (tenant_id, id)
);
CREATE UNIQUE INDEX teams_name ON teams (tenant_id, management_unit_id, name);

CREATE TABLE skills (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX skills_name ON skills (tenant_id, name);

CREATE TABLE queues (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    channel TEXT NOT NULL,
    external_id TEXT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id)
);
CREATE UNIQUE INDEX queues_name ON queues (tenant_id, business_unit_id, name);
CREATE UNIQUE INDEX queues_external_id ON queues (tenant_id, external_id);

CREATE TABLE service_goal_templates (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    goals TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id)
);
CREATE UNIQUE INDEX service_goal_templates_name ON service_goal_templates (tenant_id, business_unit_id, name);

CREATE TABLE planning_groups (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    route_paths TEXT NOT NULL,
    service_goal_template_id TEXT NOT NULL,
    shrinkage_percent TEXT NOT NULL,
    default_average_handle_time_seconds DOUBLE PRECISION,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id),
    FOREIGN KEY (tenant_id, service_goal_template_id) REFERENCES service_goal_templates (tenant_id, id)
);
CREATE UNIQUE INDEX planning_groups_name ON planning_groups (tenant_id, business_unit_id, name);
CREATE INDEX planning_groups_service_goal_template ON planning_groups (tenant_id, service_goal_template_id);

CREATE TABLE activity_codes (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    length_in_minutes INTEGER NOT NULL,
    counts_as_paid_time BOOLEAN NOT NULL,
    counts_as_work_time BOOLEAN NOT NULL,
    counts_toward_shrinkage BOOLEAN NOT NULL,
    planned_shrinkage BOOLEAN NOT NULL,
    interruptible BOOLEAN NOT NULL,
    agent_time_off_selectable BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX activity_codes_name ON activity_codes (tenant_id, business_unit_id, name);

CREATE TABLE work_plans (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    management_unit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    rules TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, management_unit_id) REFERENCES management_units (tenant_id, id)
);
CREATE UNIQUE INDEX work_plans_name ON work_plans (tenant_id, management_unit_id, name);

CREATE TABLE agents (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    management_unit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    external_id TEXT,
    team_id TEXT,
    work_plan_id TEXT,
    skills TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, management_unit_id) REFERENCES management_units (tenant_id, id),
    FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id),
    FOREIGN KEY (tenant_id, work_plan_id) REFERENCES work_plans (tenant_id, id)
);
CREATE UNIQUE INDEX agents_external_id ON agents (tenant_id, external_id);
CREATE INDEX agents_management_unit ON agents (tenant_id, management_unit_id, id);
CREATE INDEX agents_team ON agents (tenant_id, team_id);
CREATE INDEX agents_work_plan ON agents (tenant_id, work_plan_id);

-- The documents above (agents.skills, planning_groups.route_paths, work_plans.rules) are what is read; these rows only
-- lend them foreign keys, so that nothing they name can be deleted.
CREATE TABLE agent_skills (
    tenant_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    skill_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, agent_id, skill_id),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, skill_id) REFERENCES skills (tenant_id, id)
);
CREATE INDEX agent_skills_skill ON agent_skills (tenant_id, skill_id);

CREATE TABLE planning_group_queues (
    tenant_id TEXT NOT NULL,
    planning_group_id TEXT NOT NULL,
    queue_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, planning_group_id, queue_id),
    FOREIGN KEY (tenant_id, planning_group_id) REFERENCES planning_groups (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, queue_id) REFERENCES queues (tenant_id, id)
);
-- A queue in two groups would have its contacts forecast and staffed twice.
CREATE UNIQUE INDEX planning_group_queues_queue ON planning_group_queues (tenant_id, queue_id);

CREATE TABLE planning_group_skills (
    tenant_id TEXT NOT NULL,
    planning_group_id TEXT NOT NULL,
    skill_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, planning_group_id, skill_id),
    FOREIGN KEY (tenant_id, planning_group_id) REFERENCES planning_groups (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, skill_id) REFERENCES skills (tenant_id, id)
);
CREATE INDEX planning_group_skills_skill ON planning_group_skills (tenant_id, skill_id);

CREATE TABLE work_plan_activity_codes (
    tenant_id TEXT NOT NULL,
    work_plan_id TEXT NOT NULL,
    activity_code_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, work_plan_id, activity_code_id),
    FOREIGN KEY (tenant_id, work_plan_id) REFERENCES work_plans (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, activity_code_id) REFERENCES activity_codes (tenant_id, id)
);
CREATE INDEX work_plan_activity_codes_activity_code ON work_plan_activity_codes (tenant_id, activity_code_id);
