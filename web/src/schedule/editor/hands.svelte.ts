import type { ActivityCode } from '../../api/organisation';
import { clocksOf, instantAt } from '../../time/localClock';
import { addDays, localDate, type WeekGrid } from '../../time/weekGrid';
import { shiftNear } from '../timeline/layout';
import { clockFrom } from './clockFrom';
import type { Desk, Selection } from './desk.svelte';
import { MINUTE_MS, endOf, newShiftId, pieceEnd, startOf, withShift, type DeskShift, type Piece } from './plan';
import { copiedShift, movedPiece, movedShift, placed, replacedPiece, resizedPiece, resizedShift, splitShift, withoutPiece, type Edge } from './shiftEdits';

const NEW_SHIFT_CLOCK = '09:00';
const NEW_SHIFT_MINUTES = 480;

/** What was copied; from one schedule it can be pasted into another. */
let copied: { shift: DeskShift } | { piece: Piece } | null = null;

/** What a planner does to the desk, by pointer, keyboard or button. */
export class Hands {
  /** Minutes that one step moves. */
  step = $state(15);
  /** An empty place that is chosen; where something is selected, its start. */
  cursor: { agentId: string; at: number } | null = $state.raw(null);
  /** Agents in sight of the filters, in their order. */
  rows: readonly string[] = $state.raw([]);
  /** The day that choosing begins with: the first in sight. */
  firstDate: string | null = null;
  hasCopied = $state(copied !== null);

  constructor(
    readonly desk: Desk,
    readonly grid: WeekGrid,
    private readonly codes: readonly ActivityCode[],
    private readonly mayEdit: () => boolean,
  ) {}

  /** The selected shift, where it may be changed. */
  private get held(): { at: Selection; shift: DeskShift } | null {
    const at = this.desk.selection;
    const shift = this.desk.shift(at);
    return at && shift && this.mayEdit() && !this.desk.locked.has(shift.id) ? { at, shift } : null;
  }

  get canEdit(): boolean {
    return this.held !== null;
  }

  select(agentId: string, shiftId: string, piece: number | null = null): void {
    this.desk.selection = { agentId, shiftId, piece };
    const shift = this.desk.shift(this.desk.selection);
    if (shift) this.cursor = { agentId, at: startOf(shift) };
  }

  /** Chooses a place, and the shift of that day where there is one. */
  point(agentId: string, at: number): void {
    const shift = shiftNear(this.desk.line(agentId), at, this.grid);
    if (shift) this.select(agentId, shift.id);
    else this.desk.selection = null;
    this.cursor = { agentId, at };
  }

  /** Chooses what a rule is about: its instant, else the middle of its day, else its agent where the cursor is. */
  show({ agentId, startDate, date }: { agentId: string; startDate: string | null; date: string | null }): void {
    this.point(agentId, startDate !== null ? Date.parse(startDate) : date !== null ? this.noonOf(date) : this.here);
  }

  /** Leaves the activity, then the shift. */
  leave(): void {
    const { selection } = this.desk;
    this.desk.selection = selection?.piece == null ? null : { ...selection, piece: null };
  }

  toRow(by: number): void {
    const here = this.rows.indexOf(this.cursor?.agentId ?? '');
    const next = this.rows[here < 0 ? 0 : Math.max(0, Math.min(this.rows.length - 1, here + by))];
    if (next !== undefined) this.point(next, this.here);
  }

  /** The same place some days later. */
  toDay(by: number): void {
    const agentId = this.cursor?.agentId ?? this.rows[0];
    if (agentId === undefined) return;
    const date = this.cursor ? localDate(this.cursor.at, this.grid.zone) : (this.firstDate ?? localDate(this.grid.start, this.grid.zone));
    const [first, last] = [this.grid.days[0]?.date ?? date, this.grid.days.at(-1)?.date ?? date];
    const wanted = addDays(date, by);
    this.point(agentId, this.noonOf(wanted < first ? first : wanted > last ? last : wanted));
  }

  /** The next activity of the selected shift, beginning with its first break. */
  toPiece(by: number): void {
    const { selection } = this.desk;
    const shift = this.desk.shift(selection);
    if (!selection || !shift) return;
    const [count, now] = [shift.pieces.length, selection.piece ?? (by > 0 ? -1 : shift.pieces.length)];
    this.desk.selection = { ...selection, piece: (now + by + count) % count };
  }

  move(steps: number): void {
    this.alter((shift, piece) => (piece === null ? movedShift(shift, steps * this.step) : movedPiece(shift, piece, steps * this.step)));
  }

  resize(edge: Edge, steps: number): void {
    this.alter((shift, piece) => (piece === null ? resizedShift(shift, edge, steps * this.step) : resizedPiece(shift, piece, edge, steps * this.step)));
  }

  /** Puts a shift as it was drawn or typed into its place. */
  put(selection: Selection, shift: DeskShift): void {
    if (this.mayEdit() && !this.desk.locked.has(shift.id)) this.desk.put(selection.agentId, shift);
  }

  replace(piece: number, code: ActivityCode): void {
    this.alter((shift) => replacedPiece(shift, piece, { code: code.id, category: code.category, paid: code.countsAsPaidTime }));
  }

  /** An activity in the middle of the longest stretch of work. */
  insert(code: ActivityCode): void {
    this.alter((shift, chosen) => {
      const work = shift.pieces.filter((one) => one.category === 'OnQueueWork').toSorted((left, right) => right.minutes - left.minutes)[0];
      const into = (chosen === null ? undefined : shift.pieces[chosen]) ?? work ?? shift.pieces[0];
      if (!into) return shift;
      const minutes = Math.min(code.lengthInMinutes, into.minutes);
      const middle = (into.start + pieceEnd(into) - minutes * MINUTE_MS) / 2;
      return placed(shift, this.pieceOf(code, this.snapped(middle), minutes));
    }, (one) => one.code === code.id);
  }

  insertOf(category: ActivityCode['category']): void {
    const code = this.codes.find((one) => one.active && one.category === category);
    if (code) this.insert(code);
  }

  remove(): void {
    const held = this.held;
    if (!held) return;
    const { piece } = held.at;
    if (piece === null || held.shift.pieces.length === 1) this.desk.remove(held.at);
    else {
      this.alter((shift) => withoutPiece(shift, piece));
      this.select(held.at.agentId, held.at.shiftId);
    }
  }

  /** Cuts the shift in two at its middle, or where the selected activity begins. */
  split(): void {
    const held = this.held;
    if (!held) return;
    const piece = held.at.piece === null ? undefined : held.shift.pieces[held.at.piece];
    const at = piece?.start ?? this.snapped((startOf(held.shift) + endOf(held.shift)) / 2);
    const parts = splitShift(held.shift, at);
    if (!parts) return;
    const { agentId } = held.at;
    this.desk.change(agentId, withShift(withShift(this.desk.line(agentId), parts[0]), parts[1]));
    this.select(agentId, parts[1].id);
  }

  copy(): boolean {
    const shift = this.desk.shift(this.desk.selection);
    if (!shift) return false;
    const piece = shift.pieces[this.desk.selection?.piece ?? -1];
    copied = piece ? { piece } : { shift };
    this.hasCopied = true;
    return true;
  }

  /** What was copied, at the same time of the clock on the chosen day: a shift in the place of the selected one, an activity into it. */
  paste(): void {
    if (!copied || !this.mayEdit() || !this.cursor) return;
    const { agentId, at } = this.cursor;
    const selected = this.desk.shift(this.desk.selection);
    if (selected && this.desk.locked.has(selected.id)) return;
    if ('piece' in copied) {
      const { piece } = copied;
      if (selected) this.alter((shift) => placed(shift, { ...piece, start: this.clockWithin(shift, piece.start) }), (one) => one.code === piece.code);
      return;
    }
    const shift = copiedShift(copied.shift, this.sameClock(startOf(copied.shift), at));
    const line = this.desk.line(agentId).filter((one) => one.id !== selected?.id);
    this.desk.change(agentId, [...line, selected ? { ...shift, id: selected.id } : shift]);
    this.select(agentId, selected?.id ?? shift.id);
  }

  /** Eight hours of work on the chosen day. */
  create(): void {
    const work = this.codes.find((one) => one.active && one.category === 'OnQueueWork');
    if (!work || !this.mayEdit() || !this.cursor) return;
    const { agentId, at } = this.cursor;
    const start = instantAt(`${localDate(at, this.grid.zone)}T${NEW_SHIFT_CLOCK}`, this.grid.zone) ?? at;
    const shift: DeskShift = { id: newShiftId(), pieces: [this.pieceOf(work, start, NEW_SHIFT_MINUTES)] };
    this.desk.put(agentId, shift);
    this.select(agentId, shift.id);
  }

  lock(): void {
    const shift = this.desk.shift(this.desk.selection);
    if (shift && this.mayEdit()) this.desk.toggleLock(shift.id);
  }

  /** An instant on a whole step. */
  snapped(at: number): number {
    const step = this.step * MINUTE_MS;
    return Math.round(at / step) * step;
  }

  /** Changes the selected shift; the activity that is chosen stays chosen where it comes to lie. */
  private alter(how: (shift: DeskShift, piece: number | null) => DeskShift, chosen?: (piece: Piece) => boolean): void {
    const held = this.held;
    if (!held) return;
    const { agentId, shiftId, piece } = held.at;
    const after = how(held.shift, piece);
    this.desk.put(agentId, after);
    const was = piece === null ? undefined : held.shift.pieces[piece];
    this.select(agentId, shiftId, chosen || was ? chosenIn(held.shift, after, chosen ?? ((one) => one.code === was?.code), was) : null);
  }

  private pieceOf(code: ActivityCode, start: number, minutes: number): Piece {
    return { code: code.id, category: code.category, start, minutes, paid: code.countsAsPaidTime };
  }

  /** Where the cursor is, else the middle of the first day in sight. */
  private get here(): number {
    return this.cursor?.at ?? this.noonOf(this.firstDate ?? this.grid.days[0]?.date ?? '');
  }

  private noonOf(date: string): number {
    return instantAt(`${date}T12:00`, this.grid.zone) ?? this.grid.start;
  }

  private clockAt(instant: number): string {
    return clocksOf(this.grid.zone)(instant).slice(11);
  }

  private sameClock(from: number, day: number): number {
    return instantAt(`${localDate(day, this.grid.zone)}T${this.clockAt(from)}`, this.grid.zone) ?? day;
  }

  /** The same time of the clock in a shift, after midnight too; outside it, on the day it begins. */
  private clockWithin(shift: DeskShift, from: number): number {
    const at = clockFrom(this.clockAt(from), startOf(shift), this.grid.zone);
    return at !== null && at < endOf(shift) ? at : this.sameClock(from, startOf(shift));
  }
}

/** Where an activity lies after a change: the one that was not there before, else the one nearest to where it was. */
function chosenIn(before: DeskShift, after: DeskShift, isIt: (piece: Piece) => boolean, was: Piece | undefined): number | null {
  const like = after.pieces.flatMap((piece, index) => (isIt(piece) ? [{ piece, index }] : []));
  const fresh = like.find(({ piece }) => !before.pieces.some((one) => one.code === piece.code && one.start === piece.start && one.minutes === piece.minutes));
  const near = like.toSorted((left, right) => Math.abs(left.piece.start - (was?.start ?? 0)) - Math.abs(right.piece.start - (was?.start ?? 0)))[0];
  return (fresh ?? near)?.index ?? null;
}
