DROP TABLE calendar_links;
DROP TABLE shifts;
DROP TABLE schedules;
