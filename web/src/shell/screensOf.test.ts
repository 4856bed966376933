import { expect, test } from 'vitest';
import { screensOf } from './screensOf';

test('an agent is led to nothing but their own shifts, time off, trades and account', () => {
  expect(screensOf({ role: 'agent', agentId: 'a-1' })).toEqual(['my-shifts', 'my-time-off', 'my-trades', 'account']);
});

test('only those who plan are led through the main job', () => {
  expect(screensOf({ role: 'planner', agentId: null })[0]).toBe('start');
  expect(screensOf({ role: 'supervisor', agentId: null })).not.toContain('start');
});

test('only those who plan are led through the main job', () => {
  expect(screensOf({ role: 'planner', agentId: null })[0]).toBe('start');
  expect(screensOf({ role: 'supervisor', agentId: null })).not.toContain('start');
});

test('a planner who is no agent has no shifts of their own', () => {
  expect(screensOf({ role: 'planner', agentId: null })).not.toContain('my-shifts');
});

test('a supervisor who also takes calls sees both', () => {
  expect(screensOf({ role: 'supervisor', agentId: 'a-2' })).toEqual(expect.arrayContaining(['schedule', 'my-shifts']));
});
