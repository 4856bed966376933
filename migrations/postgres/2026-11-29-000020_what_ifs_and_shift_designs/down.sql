DROP TABLE shift_designs;
DROP TABLE roster_what_ifs;
