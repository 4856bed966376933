DROP TABLE agent_state_events;
