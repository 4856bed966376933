-- Capacity plans with what they come to, and scenarios: branches of a plan of weeks that change nothing of it.
CREATE TABLE capacity_plans (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    plan TEXT NOT NULL,
    requirement TEXT,
    version INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_by TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX capacity_plans_units ON capacity_plans (tenant_id, business_unit_id, id);

CREATE TABLE scenarios (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    run_id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    scenario TEXT NOT NULL,
    roster TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, run_id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX scenarios_units ON scenarios (tenant_id, business_unit_id, run_id);
