ALTER TABLE business_units ADD COLUMN region TEXT;

-- What things cost from a day on. subject_kind is 'BusinessUnit', 'WorkPlan', 'Agent', 'PlanningGroup' or 'Queue'.
CREATE TABLE cost_rates (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    effective_date TEXT NOT NULL,
    currency TEXT NOT NULL,
    cost_per_paid_hour DOUBLE PRECISION,
    overtime_multiplier DOUBLE PRECISION,
    cost_per_lost_contact DOUBLE PRECISION,
    version INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_by TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX cost_rates_subject
    ON cost_rates (tenant_id, business_unit_id, subject_kind, subject_id, effective_date);

CREATE TABLE scorecards (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    scorecard TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_by TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX scorecards_name ON scorecards (tenant_id, business_unit_id, name);

CREATE INDEX contact_attempts_campaign ON contact_attempts (tenant_id, campaign_id, recorded_at);
