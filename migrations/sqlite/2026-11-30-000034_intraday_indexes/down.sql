ALTER TABLE intraday_alerts ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE intraday_alerts SET kind = json_extract(document, '$.kind');
ALTER TABLE intraday_actions ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE intraday_actions ADD COLUMN applied_version INTEGER;
ALTER TABLE intraday_actions ADD COLUMN applied_by TEXT;
UPDATE intraday_actions SET kind = json_extract(document, '$.facts.kind');
UPDATE intraday_actions SET applied_version = json_extract(applied_document, '$.scheduleVersion'), applied_by = json_extract(applied_document, '$.appliedBy')
    WHERE applied_document IS NOT NULL;
DROP INDEX intraday_alerts_open_unit;
DROP INDEX intraday_actions_schedule;
DROP INDEX allocations_schedule;
