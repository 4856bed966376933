-- The newest allocation of a schedule is looked for with every look at a running day.
CREATE INDEX allocations_schedule ON allocations (tenant_id, schedule_id, created_at, id);
-- A schedule that is deleted takes its actions with it.
CREATE INDEX intraday_actions_schedule ON intraday_actions (tenant_id, schedule_id);
-- Open alerts of a business unit, which are few among all that were ever raised.
CREATE INDEX intraday_alerts_open_unit ON intraday_alerts (tenant_id, business_unit_id)
    WHERE closed_at IS NULL;
-- The documents say it.
ALTER TABLE intraday_actions DROP COLUMN kind;
ALTER TABLE intraday_actions DROP COLUMN applied_version;
ALTER TABLE intraday_actions DROP COLUMN applied_by;
ALTER TABLE intraday_alerts DROP COLUMN kind;
