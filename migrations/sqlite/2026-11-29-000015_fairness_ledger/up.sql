-- What agents carry in published schedules, by month; a schedule's rows go when another takes its place.
CREATE TABLE fairness_entries (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    schedule_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    month TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    end_date TEXT NOT NULL,
    days DOUBLE PRECISION NOT NULL,
    weekend_days INTEGER NOT NULL,
    nights INTEGER NOT NULL,
    unpopular_starts INTEGER NOT NULL,
    public_holidays INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, schedule_id, agent_id, month),
    FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX fairness_entries_month ON fairness_entries (tenant_id, business_unit_id, month);
