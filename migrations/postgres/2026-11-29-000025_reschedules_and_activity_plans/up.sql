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
