CREATE TABLE agent_state_mappings (
    tenant_id TEXT NOT NULL,
    source TEXT NOT NULL,
    version INTEGER NOT NULL,
    states TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, source, version)
);
CREATE TABLE unknown_agent_states (
    tenant_id TEXT NOT NULL,
    source TEXT NOT NULL,
    system_presence TEXT NOT NULL,
    routing_status TEXT NOT NULL,
    event_count BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, source, system_presence, routing_status)
);
CREATE TABLE adherence_profiles (
    tenant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    modified_by TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
CREATE TABLE adherence_explanations (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    notes TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    reviewed_by TEXT,
    reviewed_at BIGINT,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
);
CREATE INDEX adherence_explanations_agent ON adherence_explanations (tenant_id, agent_id, start_at);
CREATE TABLE adherence_outages (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    management_unit_id TEXT,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id)
);
CREATE INDEX adherence_outages_unit ON adherence_outages (tenant_id, business_unit_id, start_at);
CREATE TABLE adherence_records (
    tenant_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    date TEXT NOT NULL,
    definition TEXT NOT NULL,
    revision INTEGER NOT NULL,
    time_zone TEXT NOT NULL,
    cause TEXT NOT NULL,
    figures TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, agent_id, date, definition, revision),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
);
