DROP TABLE roster_records;
