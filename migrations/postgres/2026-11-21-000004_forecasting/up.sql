CREATE TABLE forecasts (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    week_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    week_count INTEGER NOT NULL,
    description TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    interval_minutes INTEGER NOT NULL,
    reference_start_at BIGINT NOT NULL,
    seed BIGINT NOT NULL,
    input_hash TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id)
);
CREATE INDEX forecasts_weeks ON forecasts (tenant_id, business_unit_id, week_date, id);

CREATE TABLE forecast_series (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    forecast_id TEXT NOT NULL,
    planning_group_id TEXT NOT NULL,
    offered TEXT NOT NULL,
    offered_p10 TEXT NOT NULL,
    offered_p50 TEXT NOT NULL,
    offered_p90 TEXT NOT NULL,
    aht_seconds TEXT NOT NULL,
    generation TEXT NOT NULL,
    PRIMARY KEY (tenant_id, forecast_id, planning_group_id),
    FOREIGN KEY (tenant_id, forecast_id) REFERENCES forecasts (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, planning_group_id) REFERENCES planning_groups (tenant_id, id)
);
CREATE INDEX forecast_series_planning_group ON forecast_series (tenant_id, planning_group_id);
