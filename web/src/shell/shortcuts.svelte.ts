import type { TextKey } from '../i18n/en';

/** Keys and what they do, under one heading. Each row is the keys, as they stand on a keyboard, and a text's key. */
export interface ShortcutGroup {
  title: TextKey;
  rows: readonly (readonly [keys: string, does: TextKey])[];
}

/** The sheet of shortcuts: whatever is on the page adds its own while it is there. */
class Shortcuts {
  groups: readonly ShortcutGroup[] = $state.raw([]);
  open = $state(false);

  /** Adds a group; what it gives takes it away again, as an effect's end does. */
  add(group: ShortcutGroup): () => void {
    this.groups = [...this.groups, group];
    return () => (this.groups = this.groups.filter((one) => one !== group));
  }

  show(): void {
    this.open = true;
  }
}

export const shortcuts = new Shortcuts();
