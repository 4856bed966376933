export const SCREENS = ['start', 'forecast', 'intraday', 'today', 'outlook', 'coverage', 'what-if', 'roster-run', 'schedule', 'adherence', 'requests', 'performance', 'campaigns', 'contact-lists', 'persons', 'do-not-call', 'imports', 'special-days', 'findings', 'capacity', 'administration', 'my-shifts', 'my-time-off', 'my-trades', 'account'] as const;
export type Screen = (typeof SCREENS)[number];

/** The address bar: the screen is the path, what is looked at (unit, week, group …) the query. */
class Route {
  private url = $state.raw(new URL(location.href));

  constructor() {
    addEventListener('popstate', () => (this.url = new URL(location.href)));
  }

  get screen(): Screen | null {
    const name = this.url.pathname.slice(1);
    return SCREENS.find((screen) => screen === name) ?? null;
  }

  param(name: string): string | null {
    return this.url.searchParams.get(name);
  }

  /** The address of a screen, keeping what is looked at but for the values given; an empty one is left out. */
  href(screen: Screen, values: Record<string, string | null> = {}): string {
    return `/${screen}${this.with(values).search}`;
  }

  go(screen: Screen, values: Record<string, string | null> = {}): void {
    this.change(this.href(screen, values), 'push');
  }

  /** Changes what is looked at; an empty value leaves it out. */
  look(values: Record<string, string | null>): void {
    const next = this.with(values);
    if (next.href !== this.url.href) this.change(next.href, 'replace');
  }

  private with(values: Record<string, string | null>): URL {
    const next = new URL(this.url);
    for (const [name, value] of Object.entries(values)) {
      if (value === null || value === '') next.searchParams.delete(name);
      else next.searchParams.set(name, value);
    }
    return next;
  }

  private change(address: string, how: 'push' | 'replace'): void {
    if (how === 'push') history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    this.url = new URL(location.href);
  }
}

export const route = new Route();
