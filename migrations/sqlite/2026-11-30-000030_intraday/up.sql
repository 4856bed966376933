-- What could be done about a running day: the advice's actions with what was foreseen, and how they were applied.
CREATE TABLE intraday_actions (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    advice_id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    schedule_id TEXT NOT NULL,
    schedule_version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    applied_version INTEGER,
    applied_by TEXT,
    applied_at BIGINT,
    applied_document TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX intraday_actions_unit ON intraday_actions (tenant_id, business_unit_id, id);

CREATE TABLE intraday_alert_rules (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX intraday_alert_rules_unit ON intraday_alert_rules (tenant_id, business_unit_id, id);

-- Alerts outlive their rules: what was raised is a record.
CREATE TABLE intraday_alerts (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    planning_group_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    closed_at BIGINT,
    acknowledged_by TEXT,
    acknowledged_at BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX intraday_alerts_unit ON intraday_alerts (tenant_id, business_unit_id, id);
-- One alert while its cause lasts, whoever evaluates the rules.
CREATE UNIQUE INDEX intraday_alerts_open ON intraday_alerts (tenant_id, rule_id, planning_group_id)
    WHERE closed_at IS NULL;
