import type { TextKey } from '../i18n/en';
import type { Screen } from '../state/route.svelte';

/** Keys and what they do, under one heading. Each row is the keys, as they stand on a keyboard, and a text's key. */
export interface ShortcutGroup {
  title: TextKey;
  /** Where they are keys; null for everywhere. */
  screen: Screen | null;
  rows: readonly (readonly [keys: string, does: TextKey])[];
}

/** Every key of the page that is more than the browser's own. */
export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    title: 'keys.everywhere',
    screen: null,
    rows: [
      ['?', 'keys.sheet'],
      ['G', 'keys.screens'],
      ['Tab Shift+Tab', 'keys.controls'],
      ['Enter Space', 'keys.press'],
      ['↑ ↓', 'keys.scroll'],
      ['Esc', 'keys.close'],
    ],
  },
  {
    title: 'keys.hand',
    screen: 'forecast',
    rows: [
      ['← →', 'keys.hand.interval'],
      ['PageUp PageDown', 'keys.hand.day'],
      ['↑ ↓', 'keys.hand.move'],
      ['Shift+↑ Shift+↓', 'keys.hand.moveFar'],
      ['Shift+← Shift+→', 'keys.hand.range'],
      ['Backspace', 'keys.hand.back'],
      ['Enter', 'keys.hand.reason'],
      ['Esc', 'keys.hand.leave'],
    ],
  },
  {
    title: 'keys.coverage',
    screen: 'coverage',
    rows: [
      ['← →', 'keys.interval'],
      ['↑ ↓', 'keys.days'],
      ['Enter', 'keys.derivation'],
    ],
  },
  {
    title: 'keys.editor',
    screen: 'schedule',
    rows: [
      ['↑ ↓', 'keys.rows'],
      ['PageUp PageDown', 'keys.pages'],
      [', .', 'keys.days'],
      ['[ ]', 'keys.pieces'],
      ['← →', 'keys.move'],
      ['Shift+← Shift+→', 'keys.end'],
      ['Alt+Shift+← Alt+Shift+→', 'keys.start'],
      ['Enter', 'keys.enter'],
      ['B M', 'keys.insert'],
      ['S', 'keys.split'],
      ['L', 'keys.lock'],
      ['W', 'keys.why'],
      ['Delete', 'keys.remove'],
      ['Ctrl+C Ctrl+V', 'keys.copy'],
      ['Ctrl+Z Ctrl+Y', 'keys.undo'],
      ['Ctrl+S', 'keys.save'],
      ['Esc', 'keys.leave'],
    ],
  },
  {
    title: 'keys.board',
    screen: 'adherence',
    rows: [
      ['↑ ↓', 'keys.rows'],
      ['PageUp PageDown', 'keys.pages'],
      ['Home End', 'keys.ends'],
      ['Enter', 'keys.agent'],
      ['Esc', 'keys.agent.close'],
    ],
  },
];

/** The keys that are keys on this screen, and those of the other screens that somebody may see. */
export function shortcutsOf(here: Screen | null, screens: readonly Screen[]): { here: ShortcutGroup[]; elsewhere: ShortcutGroup[] } {
  return {
    here: SHORTCUTS.filter((group) => group.screen === null || group.screen === here),
    elsewhere: SHORTCUTS.filter((group) => group.screen !== null && group.screen !== here && screens.includes(group.screen)),
  };
}
