DROP TABLE answer_tallies;
DROP TABLE segment_proposals;
DROP TABLE response_models;
