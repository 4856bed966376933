CREATE TABLE schedules (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    week_date TEXT NOT NULL,
    week_count INTEGER NOT NULL,
    end_date TEXT NOT NULL,
    description TEXT NOT NULL,
    state TEXT NOT NULL,
    forecast_id TEXT,
    run_id TEXT,
    metrics TEXT,
    message_counts TEXT NOT NULL,
    results TEXT NOT NULL,
    scheduled_heads TEXT NOT NULL,
    replaces TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    published_by TEXT,
    published_at BIGINT,
    archived_at BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id),
    FOREIGN KEY (tenant_id, forecast_id) REFERENCES forecasts (tenant_id, id)
);
CREATE INDEX schedules_weeks ON schedules (tenant_id, business_unit_id, week_date, id);
CREATE UNIQUE INDEX schedules_run ON schedules (tenant_id, run_id);

CREATE TABLE shifts (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    schedule_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    activities TEXT NOT NULL,
    manually_edited BOOLEAN NOT NULL,
    work_plan_id TEXT,
    work_plan_shift_id TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
);
CREATE INDEX shifts_schedule ON shifts (tenant_id, schedule_id, start_at);
CREATE INDEX shifts_agent ON shifts (tenant_id, agent_id, start_at);

CREATE TABLE calendar_links (
    tenant_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, agent_id),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX calendar_links_secret_hash ON calendar_links (secret_hash);
