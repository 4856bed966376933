CREATE TABLE special_days (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    business_unit_id TEXT NOT NULL,
    date TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size DOUBLE PRECISION,
    source TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, business_unit_id, date, name),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id) ON DELETE CASCADE
);
