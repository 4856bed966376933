CREATE TABLE reschedules (
    tenant_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    schedule_id TEXT NOT NULL,
    schedule_version INTEGER NOT NULL,
    proposal TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    applied_version INTEGER,
    applied_by TEXT,
    applied_at BIGINT,
    PRIMARY KEY (tenant_id, run_id),
    FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE activity_plans (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    plan TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_by TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX activity_plans_unit ON activity_plans (tenant_id, business_unit_id, id);
