import type { Hands } from './hands.svelte';

/** What a key does on the timeline; false where it is none of its keys. */
export function press(event: KeyboardEvent, hands: Hands, also: { save: () => void; why: () => void }): boolean {
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (command) return withCommand(key, event.shiftKey, hands, also.save);
  const selected = hands.desk.selection !== null;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const by = key === 'ArrowLeft' ? -1 : 1;
      if (!selected) hands.toDay(by);
      else if (event.shiftKey) hands.resize(event.altKey ? 'start' : 'end', by);
      else hands.move(by);
      return true;
    }
    case 'ArrowUp':
    case 'ArrowDown':
      hands.toRow(key === 'ArrowUp' ? -1 : 1);
      return true;
    case 'PageUp':
    case 'PageDown':
      hands.toRow(key === 'PageUp' ? -15 : 15);
      return true;
    case ',':
    case '.':
      hands.toDay(key === ',' ? -1 : 1);
      return true;
    case '[':
    case ']':
      hands.toPiece(key === '[' ? -1 : 1);
      return true;
    case 'Escape':
      hands.leave();
      return true;
    case 'Enter':
      if (selected) hands.toPiece(1);
      else hands.create();
      return true;
    case 'Delete':
    case 'Backspace':
      hands.remove();
      return true;
    case 'b':
      hands.insertOf('Break');
      return true;
    case 'm':
      hands.insertOf('Meal');
      return true;
    case 's':
      hands.split();
      return true;
    case 'l':
      hands.lock();
      return true;
    case 'w':
      also.why();
      return true;
    default:
      return false;
  }
}

function withCommand(key: string, shift: boolean, hands: Hands, save: () => void): boolean {
  if (key === 'z' && !shift) hands.desk.undo();
  else if (key === 'y' || (key === 'z' && shift)) hands.desk.redo();
  else if (key === 'c') return hands.copy();
  else if (key === 'v') hands.paste();
  else if (key === 's') save();
  else return false;
  return true;
}
