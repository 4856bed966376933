import { expect, test } from 'vitest';
import { MINUTE_MS } from './plan';
import { copiedShift, movedPiece, movedShift, placed, resizedPiece, resizedShift, splitShift, withoutPiece } from './shiftEdits';
import { shift, told } from './testing';

const day = shift('s', '2026-06-01T08:00Z', 'work 120, break 15, work 105, meal 30, work 210');

test('a shift moves with all in it', () => {
  expect(told(movedShift(day, -30))).toBe('07:30 work 120, break 15, work 105, meal 30, work 210');
});

test('a longer shift has more work, a shorter one less of what was at its end', () => {
  expect(told(resizedShift(day, 'end', 60))).toBe('08:00 work 120, break 15, work 105, meal 30, work 270');
  expect(told(resizedShift(day, 'end', -225))).toBe('08:00 work 120, break 15, work 105, meal 15');
  expect(told(resizedShift(day, 'start', -60))).toBe('07:00 work 180, break 15, work 105, meal 30, work 210');
  expect(told(resizedShift(day, 'start', 130))).toBe('10:10 break 5, work 105, meal 30, work 210');
});

test('a shift is never shorter than five minutes', () => {
  expect(told(resizedShift(day, 'end', -9_999))).toBe('08:00 work 5');
  expect(told(resizedShift(day, 'start', 9_999))).toBe('15:55 work 5');
});

test('a break that moves leaves work behind it, and stays within the shift', () => {
  expect(told(movedPiece(day, 1, 30))).toBe('08:00 work 150, break 15, work 75, meal 30, work 210');
  expect(told(movedPiece(day, 1, -9_999))).toBe('08:00 break 15, work 225, meal 30, work 210');
  expect(told(movedPiece(day, 3, 9_999))).toBe('08:00 work 120, break 15, work 315, meal 30');
});

test('an edge of a meal moves against the work beside it', () => {
  expect(told(resizedPiece(day, 3, 'end', 30))).toBe('08:00 work 120, break 15, work 105, meal 60, work 180');
  expect(told(resizedPiece(day, 3, 'start', 15))).toBe('08:00 work 120, break 15, work 120, meal 15, work 210');
  expect(told(resizedPiece(day, 1, 'end', -9_999))).toBe('08:00 work 120, break 5, work 115, meal 30, work 210');
});

test('what is removed is worked instead', () => {
  expect(told(withoutPiece(day, 3))).toBe('08:00 work 120, break 15, work 345');
});

test('what is inserted takes the place of what was there', () => {
  const meeting = shift('m', '2026-06-01T09:45Z', 'meeting 45').pieces[0];
  expect(meeting && told(placed(day, meeting))).toBe('08:00 work 105, meeting 45, work 90, meal 30, work 210');
});

test('a split makes two shifts that meet, and none at the edges', () => {
  const parts = splitShift(day, Date.parse('2026-06-01T12:15Z'));
  expect(parts?.map(told)).toEqual(['08:00 work 120, break 15, work 105, meal 15', '12:15 meal 15, work 210']);
  expect(parts?.[0].id).toBe('s');
  expect(parts?.[1].id).not.toBe('s');
  expect(splitShift(day, Date.parse('2026-06-01T08:00Z'))).toBeNull();
});

test('a copy is another shift, without the leave that was approved for the first', () => {
  const leave = { id: 'l', pieces: day.pieces.map((piece) => ({ ...piece, timeOffRequestId: 'r' })) };
  const copy = copiedShift(leave, Date.parse('2026-06-02T09:00Z'));
  expect(told(copy)).toBe('09:00 work 120, break 15, work 105, meal 30, work 210');
  expect(copy.id).not.toBe('l');
  expect(copy.pieces.some((piece) => 'timeOffRequestId' in piece)).toBe(false);
});

test('a shift keeps its real length when it moves over a change of clocks', () => {
  const night = shift('n', '2026-03-28T21:00Z', 'work 480');
  expect(movedShift(night, 60).pieces.reduce((sum, piece) => sum + piece.minutes, 0) * MINUTE_MS).toBe(8 * 3_600_000);
});
