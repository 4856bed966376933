import type { WeekGrid } from '../../time/weekGrid';
import type { ChartHand } from './chartHand.svelte';

/** Steps of an arrow key with Shift. */
const LARGE = 10;

/** Does what a key on the graph asks for; whether it asks for anything. `reason` takes the keyboard to where a reason is written. */
export function handKey(event: KeyboardEvent, hand: ChartHand, grid: WeekGrid, values: number[], [from, to]: [number, number], reason: () => void): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const at = hand.cursor === null ? from : Math.min(to - 1, Math.max(from, hand.cursor));
  const go = (interval: number) => hand.goTo(Math.min(to - 1, Math.max(from, interval)), event.shiftKey);
  const aDay = grid.dayOf(at)?.intervals ?? 0;
  const steps = event.shiftKey ? LARGE : 1;
  switch (event.key) {
    case 'ArrowLeft':
      go(hand.cursor === null ? from : at - 1);
      return true;
    case 'ArrowRight':
      go(hand.cursor === null ? from : at + 1);
      return true;
    case 'PageUp':
      go(at - aDay);
      return true;
    case 'PageDown':
      go(at + aDay);
      return true;
    case 'Home':
      go(from);
      return true;
    case 'End':
      go(to - 1);
      return true;
    case 'ArrowUp':
    case 'ArrowDown':
      if (hand.cursor === null) go(from);
      hand.nudge(values, event.key === 'ArrowUp' ? steps : -steps);
      return true;
    case 'Backspace':
    case 'Delete':
      hand.putBack();
      return true;
    case 'Enter':
      reason();
      return true;
    case 'Escape':
      hand.letGo();
      return true;
    default:
      return false;
  }
}
