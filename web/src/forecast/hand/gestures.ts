import type uPlot from 'uplot';
import type { ChartHand } from './chartHand.svelte';
import { holds, nearest, type Dot } from './moves';

/** What a hand on the graph needs to know of it. */
export interface Ground {
  /** The values there are, before anything was moved. */
  values: () => number[];
  /** Interval indices, half-open. */
  shown: () => [number, number];
  /** Epoch seconds of an interval's start. */
  start: (interval: number) => number;
  /** Takes the keyboard to the graph. */
  focus: () => void;
}

/** How near to the line a pointer means a point of it, in pixels. */
const REACH_PX = 9;

/** A pointer that went no further than this chose a place and no range. */
const STILL_PX = 4;

type Gesture = { kind: 'move'; interval: number; fromY: number; value: number; perPixel: number } | { kind: 'choose'; anchor: number; fromX: number; went: boolean };

/** Lets points of the drawn line be dragged, and ranges be drawn beside it. Gives what ends that. */
export function attachHand(plot: uPlot, hand: ChartHand, ground: Ground): () => void {
  const { over } = plot;
  let gesture: Gesture | null = null;

  const dots = (): Dot[] => {
    const [from, to] = ground.shown();
    const laid = hand.laidOver(ground.values());
    return Array.from({ length: to - from }, (_, at) => ({ interval: from + at, x: plot.valToPos(ground.start(from + at), 'x'), y: plot.valToPos(laid[from + at] ?? 0, 'y') }));
  };
  const intervalAt = (x: number): number => {
    const [from, to] = ground.shown();
    return Math.min(to - 1, Math.max(from, from + Math.floor((x / over.clientWidth) * (to - from))));
  };

  function down(event: PointerEvent) {
    if (event.button !== 0) return;
    ground.focus();
    const { offsetX: x, offsetY: y } = event;
    const dot = nearest(dots(), x, y, REACH_PX);
    over.setPointerCapture(event.pointerId);
    if (dot === null) {
      gesture = { kind: 'choose', anchor: intervalAt(x), fromX: x, went: false };
      return;
    }
    hand.goTo(dot.interval, false);
    const value = hand.laidOver(ground.values())[dot.interval] ?? 0;
    gesture = { kind: 'move', interval: dot.interval, fromY: y, value, perPixel: plot.posToVal(0, 'y') - plot.posToVal(1, 'y') };
  }

  function move(event: PointerEvent) {
    const { offsetX: x, offsetY: y } = event;
    if (gesture === null) {
      over.style.cursor = nearest(dots(), x, y, REACH_PX) === null ? 'crosshair' : 'ns-resize';
    } else if (gesture.kind === 'choose') {
      gesture.went ||= Math.abs(x - gesture.fromX) > STILL_PX;
      if (gesture.went) hand.choose(gesture.anchor, intervalAt(x));
    } else if (hand.dragging || Math.abs(y - gesture.fromY) > STILL_PX) {
      hand.dragging = true;
      hand.moveTo(ground.values(), gesture.interval, gesture.value + (gesture.fromY - y) * gesture.perPixel);
    }
  }

  function up(event: PointerEvent) {
    if (gesture?.kind === 'choose') {
      hand.goTo(intervalAt(event.offsetX), false);
      if (!gesture.went && !holds(hand.range, gesture.anchor) && !hand.pending) hand.range = null;
    }
    end();
  }

  function end() {
    gesture = null;
    hand.dragging = false;
  }

  over.style.touchAction = 'pan-y';
  over.addEventListener('pointerdown', down);
  over.addEventListener('pointermove', move);
  over.addEventListener('pointerup', up);
  over.addEventListener('pointercancel', end);
  return () => {
    over.removeEventListener('pointerdown', down);
    over.removeEventListener('pointermove', move);
    over.removeEventListener('pointerup', up);
    over.removeEventListener('pointercancel', end);
    end();
  };
}
