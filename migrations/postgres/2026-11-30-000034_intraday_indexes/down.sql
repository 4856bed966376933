ALTER TABLE intraday_alerts ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE intraday_alerts SET kind = document::jsonb ->> 'kind';
ALTER TABLE intraday_actions ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE intraday_actions ADD COLUMN applied_version INTEGER;
ALTER TABLE intraday_actions ADD COLUMN applied_by TEXT;
UPDATE intraday_actions SET kind = document::jsonb -> 'facts' ->> 'kind';
UPDATE intraday_actions SET applied_version = (applied_document::jsonb ->> 'scheduleVersion')::INTEGER, applied_by = applied_document::jsonb ->> 'appliedBy'
    WHERE applied_document IS NOT NULL;
DROP INDEX intraday_alerts_open_unit;
DROP INDEX intraday_actions_schedule;
DROP INDEX allocations_schedule;
