import { route, type Screen } from '../state/route.svelte';

/** Goes to a screen without loading the page anew; a click that asks for another tab or window stays the browser's. */
export function followLink(event: MouseEvent, screen: Screen, values: Record<string, string | null> = {}): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  route.go(screen, values);
}
