CREATE TABLE schedule_versions (
    tenant_id TEXT NOT NULL,
    schedule_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT,
    restores INTEGER,
    rule_failure_action TEXT,
    validation_results TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, schedule_id, version),
    FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE schedule_changes (
    tenant_id TEXT NOT NULL,
    schedule_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    shift_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    before_shift TEXT,
    after_shift TEXT,
    PRIMARY KEY (tenant_id, schedule_id, version, shift_id, agent_id),
    FOREIGN KEY (tenant_id, schedule_id, version) REFERENCES schedule_versions (tenant_id, schedule_id, version)
        ON DELETE CASCADE
);
CREATE INDEX schedule_changes_agent ON schedule_changes (tenant_id, schedule_id, agent_id, version);
