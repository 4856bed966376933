import type { IntervalRange } from '../modifications/range';
import { NO_MOVES, isPending, laidOver, movedTo, nudged, putBack, type Moves } from './moves';

/** A planner's hand on the graph: where it is, which range it chose, and what it moved. */
export class ChartHand {
  /** The interval under the keyboard. */
  cursor: number | null = $state(null);
  range: IntervalRange | null = $state.raw(null);
  moves: Moves = $state.raw(NO_MOVES);
  /** A point is under the pointer's button at this moment. */
  dragging = $state(false);
  /** Where a range that is chosen by keyboard began. */
  private anchor: number | null = null;

  get pending(): boolean {
    return isPending(this.moves);
  }

  laidOver(values: number[]): number[] {
    return laidOver(values, this.range, this.moves);
  }

  moveTo(values: number[], interval: number, value: number): void {
    this.moves = movedTo(this.moves, this.range, values, interval, value);
  }

  nudge(values: number[], steps: number): void {
    if (this.cursor !== null) this.moves = nudged(this.moves, this.range, values, this.cursor, steps);
  }

  putBack(): void {
    if (this.cursor !== null) this.moves = putBack(this.moves, this.cursor);
  }

  /** Chooses a range, or none; what was moved and not kept holds the one it was moved with. */
  choose(from: number, to: number): void {
    if (!this.pending) this.range = { start: Math.min(from, to), end: Math.max(from, to) };
  }

  /** Goes to an interval; with `extend` the range grows from where the hand was. */
  goTo(interval: number, extend: boolean): void {
    if (extend) {
      this.anchor ??= this.cursor ?? interval;
      this.choose(this.anchor, interval);
    } else {
      this.anchor = null;
    }
    this.cursor = interval;
  }

  /** Lets go of the last thing: what was moved, or else the range. */
  letGo(): void {
    if (this.pending) this.moves = NO_MOVES;
    else this.range = null;
    this.anchor = null;
  }

  reset(): void {
    this.cursor = null;
    this.range = null;
    this.moves = NO_MOVES;
    this.dragging = false;
    this.anchor = null;
  }
}
