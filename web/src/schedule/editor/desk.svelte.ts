import { ProblemError, problemOf, type Fault, type Problem } from '../../api/problem';
import { tryUpdate, undoSchedule, updateSchedule, type EditOutcome, type OnRuleFailure, type ValidationResult } from '../../api/scheduleEdits';
import { agentSchedules, findSchedule, type AgentSchedule, type Schedule } from '../../api/schedules';
import { rebased, undecided, withTheirs, type Clash } from './merge';
import { differences, planOf, requestOf, toDesk, withLine, withShift, type DeskShift, type Plan } from './plan';

/** Rules are asked once typing and dragging have paused for this long. */
const PAUSE_MS = 200;

/** What is chosen: a shift, or one activity of it by its place. */
export interface Selection {
  agentId: string;
  shiftId: string;
  piece: number | null;
}

interface Step {
  agentId: string;
  before: readonly DeskShift[];
  after: readonly DeskShift[];
}

const REJECT: OnRuleFailure = { ruleFailureAction: 'REJECT' };

/** A schedule on a planner's desk: as it is saved, as it is being changed, and what stands against that. */
export class Desk {
  schedule: Schedule = $state.raw() as Schedule;
  names: ReadonlyMap<string, string> = $state.raw(new Map());
  /** As it is saved. */
  base: Plan = $state.raw(new Map());
  plan: Plan = $state.raw(new Map());
  selection: Selection | null = $state.raw(null);
  results: ValidationResult[] = $state.raw([]);
  faults: Fault[] = $state.raw([]);
  checking = $state(false);
  saving = $state(false);
  /** Why nothing was saved, or the rules could not be asked. */
  problem: Problem | null = $state.raw(null);
  /** A save was refused for rules: it needs a reason. */
  refused = $state(false);
  clashes: Clash[] = $state.raw([]);
  /** Somebody else's version that was brought in. */
  broughtIn: number | null = $state(null);
  /** Shifts that this browser keeps from being changed by accident. */
  locked: ReadonlySet<string> = $state.raw(new Set());
  private past: Step[] = $state.raw([]);
  private future: Step[] = $state.raw([]);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | undefined;

  readonly changes = $derived(differences(this.base, this.plan));
  readonly request = $derived(requestOf(this.changes));

  constructor(schedule: Schedule, agents: AgentSchedule[]) {
    this.take(schedule, agents);
    this.plan = this.base;
    this.locked = new Set(JSON.parse(localStorage.getItem(this.lockKey) ?? '[]') as string[]);
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  line(agentId: string): readonly DeskShift[] {
    return this.plan.get(agentId) ?? [];
  }

  shift(selection: Pick<Selection, 'agentId' | 'shiftId'> | null): DeskShift | undefined {
    return selection ? this.line(selection.agentId).find((one) => one.id === selection.shiftId) : undefined;
  }

  /** Puts an agent's line onto the desk, as one step that can be taken back. */
  change(agentId: string, after: readonly DeskShift[]): void {
    if (this.saving) return;
    const before = this.line(agentId);
    this.past = [...this.past, { agentId, before, after }];
    this.future = [];
    this.lay(agentId, after);
  }

  put(agentId: string, shift: DeskShift): void {
    this.change(agentId, withShift(this.line(agentId), shift));
  }

  remove({ agentId, shiftId }: Selection): void {
    this.change(agentId, this.line(agentId).filter((one) => one.id !== shiftId));
    this.selection = null;
  }

  undo(): void {
    const step = this.past.at(-1);
    if (!step || this.saving) return;
    this.past = this.past.slice(0, -1);
    this.future = [...this.future, step];
    this.lay(step.agentId, step.before);
  }

  redo(): void {
    const step = this.future.at(-1);
    if (!step || this.saving) return;
    this.future = this.future.slice(0, -1);
    this.past = [...this.past, step];
    this.lay(step.agentId, step.after);
  }

  /** Everything as it is saved. */
  discard(): void {
    this.plan = this.base;
    this.clear();
    this.check();
  }

  toggleLock(shiftId: string): void {
    const next = new Set(this.locked);
    if (!next.delete(shiftId)) next.add(shiftId);
    this.locked = next;
    localStorage.setItem(this.lockKey, JSON.stringify([...next]));
  }

  /** Saves everything, or nothing; nothing while it is not decided whose shifts stand. */
  async save(onFailure: OnRuleFailure = REJECT): Promise<boolean> {
    return this.clashes.length === 0 && this.send((changes) => updateSchedule(this.schedule, changes, onFailure));
  }

  /** Takes the last saved version back, whoever made it. Only a desk without changes of its own can. */
  async takeBack(): Promise<boolean> {
    return this.changes.length === 0 && (await this.send(() => undoSchedule(this.schedule, REJECT)));
  }

  /** Brings in what is saved by now, and puts the changes of this desk onto it. */
  async bringIn(): Promise<void> {
    const asked = this.schedule.version;
    const schedule = await findSchedule(this.schedule);
    const agents = await agentSchedules(schedule);
    // Something newer was saved or brought in while this was on its way.
    if (this.schedule.version !== asked && schedule.version < this.schedule.version) return;
    // Hands went on meanwhile: what they did since belongs to mine.
    const [mine, before] = [this.plan, this.base];
    this.take(schedule, agents);
    const merged = rebased(before, mine, this.base);
    this.plan = merged.plan;
    this.clashes = [...merged.clashes, ...undecided(this.clashes, merged.clashes, merged.plan, this.base)];
    this.broughtIn = schedule.version;
    // What was refused was another change of another version.
    this.refused = false;
    // Steps lead between lines that are not there any more.
    this.past = [];
    this.future = [];
    if (!this.shift(this.selection)) this.selection = null;
    this.check();
  }

  /** Brings in what is saved by now, as far as it can be read. */
  async catchUp(): Promise<void> {
    try {
      await this.bringIn();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  decide(clash: Clash, whose: 'mine' | 'theirs'): void {
    if (whose === 'theirs') this.plan = withTheirs(this.plan, clash);
    this.clashes = this.clashes.filter((one) => one !== clash);
    this.check();
  }

  private get lockKey(): string {
    return `crewcast.locked.${this.schedule.id}`;
  }

  private take(schedule: Schedule, agents: AgentSchedule[]): void {
    this.schedule = schedule;
    this.names = new Map(agents.map((one) => [one.agentId, one.name]));
    this.base = planOf(agents);
  }

  private lay(agentId: string, line: readonly DeskShift[]): void {
    const base = this.base.get(agentId) ?? [];
    const same = line.length === base.length && differences(new Map([[agentId, base]]), new Map([[agentId, line]])).length === 0;
    this.plan = withLine(this.plan, agentId, line);
    // Back where it was saved, the line is the saved one again, and no change is left of it.
    if (same) this.plan = new Map(this.plan).set(agentId, base);
    if (!this.shift(this.selection)) this.selection = null;
    this.refused = false;
    this.check();
  }

  private clear(): void {
    this.past = [];
    this.future = [];
    this.clashes = [];
    this.refused = false;
    this.problem = null;
    if (!this.shift(this.selection)) this.selection = null;
  }

  /** Asks the service what it says of the changes, as soon as they rest. */
  check(): void {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.problem = null;
    if (this.changes.length === 0) {
      this.results = [];
      this.faults = [];
      this.checking = false;
      return;
    }
    this.checking = true;
    this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  private async ask(): Promise<void> {
    const asked = (this.asked = new AbortController());
    try {
      const results = await tryUpdate(this.schedule, this.request.agentSchedules, asked.signal);
      if (asked.signal.aborted) return;
      this.results = results;
      this.faults = [];
    } catch (thrown) {
      if (asked.signal.aborted) return;
      await this.fail(problemOf(thrown));
      // Another version was brought in: that is asked about by now.
      if (asked.signal.aborted) return;
      // Of what was not answered nothing is known; what was said of an earlier change is no answer.
      if (this.problem) [this.results, this.faults] = [[], []];
    }
    this.checking = false;
  }

  private async send(request: (changes: ReturnType<typeof requestOf>['agentSchedules']) => Promise<EditOutcome>): Promise<boolean> {
    if (this.saving) return false;
    this.saving = true;
    this.problem = null;
    clearTimeout(this.timer);
    this.asked?.abort();
    this.checking = false;
    try {
      this.adopt(await request(this.request.agentSchedules));
      return true;
    } catch (thrown) {
      await this.fail(problemOf(thrown));
      if (thrown instanceof ProblemError && thrown.problem.code === 'rule-broken') this.refused = true;
      return false;
    } finally {
      this.saving = false;
    }
  }

  private async fail(problem: Problem): Promise<void> {
    if (problem.status === 412) {
      await this.catchUp();
    } else if (problem.code === 'rule-broken') {
      this.results = (problem.validationResults ?? []) as ValidationResult[];
      this.faults = [];
    } else if (problem.status === 422 && problem.errors.length > 0) {
      this.faults = problem.errors;
      this.results = [];
    } else {
      this.problem = problem;
    }
  }

  /** What was saved is what stands now. */
  private adopt(outcome: EditOutcome): void {
    let base = this.base;
    for (const { agentId, before, after } of outcome.changes) {
      const line = (base.get(agentId) ?? []).filter((one) => one.id !== (after ?? before)?.id);
      base = withLine(base, agentId, after ? [...line, toDesk(after)] : line);
    }
    this.schedule = outcome;
    this.base = base;
    this.plan = base;
    this.results = outcome.validationResults;
    this.faults = [];
    this.broughtIn = null;
    this.clear();
  }
}

const desks = new Map<string, Desk>();

/** The desk of a schedule: one that has changes is found again as it was left, whichever screen was looked at meanwhile. */
export function deskOf(schedule: Schedule, agents: AgentSchedule[]): Desk {
  const left = desks.get(schedule.id);
  if (left && left.changes.length > 0) {
    if (left.schedule.version !== schedule.version) void left.catchUp();
    return left;
  }
  const desk = new Desk(schedule, agents);
  // Changes outlive the screen they were made on, so the browser is asked to warn of them for as long as the page lives.
  if (desks.size === 0) addEventListener('beforeunload', (event) => hasUnsaved() && event.preventDefault());
  desks.set(schedule.id, desk);
  return desk;
}

/** Whether any desk has changes that are not saved. */
const hasUnsaved = (): boolean => [...desks.values()].some((desk) => desk.changes.length > 0);
