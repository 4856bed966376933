-- Which runs go first, and who works on one. A server of the version before writes neither: its runs have the usual priority.
ALTER TABLE runs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN worker TEXT;

-- Every worker asks who waits and who is at work, of all tenants; of the runs kept, these are few.
CREATE INDEX runs_open ON runs (state, tenant_id, priority, created_at) WHERE state IN ('Queued', 'Running');
