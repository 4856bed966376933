export type ZoneChoice = 'site' | 'viewer';

const STORED = 'crewcast.zone';

/** In whose zone the page tells times: the site's, or that of whoever reads it. What is typed is always the site's. */
class Viewing {
  /** The zone of the reader's own clocks. */
  readonly zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  choice: ZoneChoice = $state(globalThis.localStorage?.getItem(STORED) === 'viewer' ? 'viewer' : 'site');

  choose(choice: ZoneChoice): void {
    localStorage.setItem(STORED, choice);
    this.choice = choice;
  }

  /** The zone in which the times of a site are told. */
  toldIn(site: string): string {
    return this.choice === 'viewer' ? this.zone : site;
  }

  /** Whether the times of a site are told on other clocks than its own. */
  isForeignTo(site: string): boolean {
    return this.toldIn(site) !== site;
  }
}

export const viewing = new Viewing();
