-- What a roster run worked on and found: agents, work plans and forecasts change, so its problem could not be rebuilt.
CREATE TABLE roster_records (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    run_id TEXT NOT NULL,
    problem TEXT NOT NULL,
    setting TEXT NOT NULL,
    found TEXT,
    prices TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, run_id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE
);
