import type { ShortcutGroup } from '../../shell/shortcuts.svelte';

export const EDITOR_SHORTCUTS: ShortcutGroup = {
  title: 'keys.editor',
  rows: [
    ['↑ ↓', 'keys.rows'],
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
    ['?', 'keys.sheet'],
  ],
};
