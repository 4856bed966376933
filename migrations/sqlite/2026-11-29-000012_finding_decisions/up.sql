CREATE TABLE history_finding_decisions (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    planning_group_id TEXT NOT NULL,
    finding_id TEXT NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, planning_group_id, finding_id),
    FOREIGN KEY (tenant_id, planning_group_id) REFERENCES planning_groups (tenant_id, id) ON DELETE CASCADE
);
