const STORED = 'crewcast.start';

/** Whether this browser begins with the walk through the main job. */
class Guide {
  first: boolean = $state(globalThis.localStorage?.getItem(STORED) !== 'no');

  set(first: boolean): void {
    localStorage.setItem(STORED, first ? 'yes' : 'no');
    this.first = first;
  }
}

export const guide = new Guide();
