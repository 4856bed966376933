-- Answers of runs that change no schedule: what changes of a roster's problem would mean, and shifts and a team for a demand.
CREATE TABLE roster_what_ifs (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    run_id TEXT NOT NULL,
    roster_run_id TEXT NOT NULL,
    what_if TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, run_id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, roster_run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX roster_what_ifs_roster ON roster_what_ifs (tenant_id, roster_run_id, run_id);

CREATE TABLE shift_designs (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    run_id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    week_date TEXT NOT NULL,
    design TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, run_id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX shift_designs_weeks ON shift_designs (tenant_id, business_unit_id, week_date, run_id);
