import { beforeEach, expect, test, vi } from 'vitest';
import { ProblemError, type Problem } from '../../api/problem';
import { tryUpdate, updateSchedule, type EditOutcome } from '../../api/scheduleEdits';
import { agentSchedules, findSchedule, type AgentSchedule, type Schedule, type Shift } from '../../api/schedules';
import { Desk, deskOf } from './desk.svelte';
import { startOf } from './plan';
import { movedShift } from './shiftEdits';

vi.mock('../../api/scheduleEdits');
vi.mock('../../api/schedules');

const listen = vi.fn();

beforeEach(() => {
  vi.resetAllMocks();
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.stubGlobal('addEventListener', listen);
});

const version = (number: number, id = 's') => ({ id, businessUnitId: 'u', weekDate: '2026-06-01', version: number, state: 'draft' }) as Schedule;
const shift = (id: string, startDate: string): Shift => ({
  id, startDate, lengthMinutes: 480, activities: [{ activityCodeId: 'work', startDate, lengthMinutes: 480, paid: true, category: 'OnQueueWork' }],
});
const one = (hour = '08') => shift('one', `2026-06-01T${hour}:00:00Z`);
const two = (hour = '08') => shift('two', `2026-06-02T${hour}:00:00Z`);
const ann = (...shifts: Shift[]): AgentSchedule[] => [{ agentId: 'a', name: 'Ann', shifts }];
const refusal = (status: number, code: string) => new ProblemError({ status, code, title: code, detail: code, traceId: null, errors: [] } satisfies Problem);

function move(desk: Desk, shiftId: string, minutes: number): void {
  const held = desk.shift({ agentId: 'a', shiftId });
  if (held) desk.put('a', movedShift(held, minutes));
}

/** What the service has by now. */
function saved(schedule: Schedule, agents: AgentSchedule[]): void {
  vi.mocked(findSchedule).mockResolvedValue(schedule);
  vi.mocked(agentSchedules).mockResolvedValue(agents);
}

const hoursOf = (desk: Desk) => desk.line('a').map((line) => new Date(startOf(line)).getUTCHours());
const clashOf = (desk: Desk) => {
  const [clash] = desk.clashes;
  if (!clash) throw new Error('there is no clash');
  return clash;
};

test('what hands do while a newer version is on its way is kept', async () => {
  const desk = new Desk(version(1), ann(one(), two()));
  move(desk, 'one', 60);
  vi.mocked(findSchedule).mockResolvedValue(version(2));
  vi.mocked(agentSchedules).mockImplementation(() => {
    move(desk, 'two', 120);
    return Promise.resolve(ann(one(), two()));
  });
  await desk.bringIn();
  expect(hoursOf(desk)).toEqual([9, 10]);
  expect(desk.changes).toHaveLength(2);
});

test('an older version that arrives late is not brought in', async () => {
  const desk = new Desk(version(1), ann(one(), two()));
  move(desk, 'one', 60);
  vi.mocked(findSchedule).mockResolvedValue(version(2));
  vi.mocked(agentSchedules).mockImplementation(() => {
    desk.schedule = version(3);
    return Promise.resolve(ann(one('11'), two()));
  });
  await desk.bringIn();
  expect(desk.schedule.version).toBe(3);
  expect(desk.clashes).toEqual([]);
});

test('nothing is saved before a clash is decided, not even with a reason', async () => {
  const desk = new Desk(version(1), ann(one(), two()));
  move(desk, 'one', 60);
  saved(version(2), ann(one('11'), two()));
  await desk.bringIn();
  expect(await desk.save({ ruleFailureAction: 'OVERRIDE', reason: 'agreed' })).toBe(false);
  expect(updateSchedule).not.toHaveBeenCalled();
  desk.decide(clashOf(desk), 'mine');
  vi.mocked(updateSchedule).mockResolvedValue({ ...version(3), applied: true, validationResults: [], changes: [] } satisfies EditOutcome);
  expect(await desk.save()).toBe(true);
});

test('a clash stays open through a third version, and shows both shifts as they stand', async () => {
  const desk = new Desk(version(1), ann(one(), two()));
  move(desk, 'one', 60);
  saved(version(2), ann(one('11'), two()));
  await desk.bringIn();
  saved(version(3), ann(one('11'), two('14')));
  await desk.bringIn();
  expect(desk.clashes).toHaveLength(1);
  expect(hoursOf(desk)).toEqual([9, 14]);
  desk.decide(clashOf(desk), 'theirs');
  expect(hoursOf(desk)).toEqual([11, 14]);
  expect(desk.changes).toEqual([]);
});

test('a refusal for rules is over once another version is brought in', async () => {
  const desk = new Desk(version(1), ann(one(), two()));
  move(desk, 'one', 60);
  vi.mocked(updateSchedule).mockRejectedValue(refusal(422, 'rule-broken'));
  await desk.save();
  expect(desk.refused).toBe(true);
  saved(version(2), ann(one(), two('14')));
  await desk.bringIn();
  expect(desk.refused).toBe(false);
});

test('where the rules could not be asked, the desk says so and nothing of them', async () => {
  const desk = new Desk(version(1), ann(one(), two()));
  vi.mocked(tryUpdate).mockRejectedValue(refusal(0, 'unreachable'));
  move(desk, 'one', 60);
  await vi.runAllTimersAsync();
  expect(desk).toMatchObject({ problem: { code: 'unreachable' }, results: [], faults: [], checking: false });
});

test('a dry run against an older version brings in the newer one, whose rules are then asked', async () => {
  const desk = new Desk(version(1), ann(one(), two()));
  vi.mocked(tryUpdate).mockRejectedValueOnce(refusal(412, 'stale')).mockResolvedValue([]);
  saved(version(2), ann(one(), two('14')));
  move(desk, 'one', 60);
  await vi.advanceTimersToNextTimerAsync();
  expect(desk).toMatchObject({ broughtIn: 2, checking: true });
  await vi.runAllTimersAsync();
  expect(desk.checking).toBe(false);
  expect(tryUpdate).toHaveBeenCalledTimes(2);
});

test('a desk found again says when what is saved by now cannot be read, and the browser is asked once to warn of changes', async () => {
  const left = deskOf(version(1, 'left'), ann(one(), two()));
  deskOf(version(1, 'other'), ann(one()));
  move(left, 'one', 60);
  vi.mocked(findSchedule).mockRejectedValue(refusal(0, 'unreachable'));
  expect(deskOf(version(2, 'left'), ann(one('11'), two()))).toBe(left);
  await vi.waitFor(() => expect(left.problem?.code).toBe('unreachable'));
  expect(left.changes).toHaveLength(1);
  expect(listen.mock.calls.map(([name]) => name as string)).toEqual(['beforeunload']);
  const leaving = { preventDefault: vi.fn() };
  (listen.mock.calls[0]?.[1] as (event: unknown) => void)(leaving);
  expect(leaving.preventDefault).toHaveBeenCalled();
});
