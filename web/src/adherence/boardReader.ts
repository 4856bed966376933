import type { AdherenceBoard, AgentOnBoard } from '../api/adherence';

/** What reads boards from the service. */
export interface BoardSource {
  whole: () => Promise<AdherenceBoard>;
  some: (agentIds: string[]) => Promise<AdherenceBoard>;
  /** Most agents of one question. */
  most: number;
  pause: (milliseconds: number) => Promise<void>;
}

/** Told what was read, and that reading failed. */
export interface BoardHearer {
  read(board: AdherenceBoard, agents: ReadonlyMap<string, AgentOnBoard>): void;
  failed(thrown: unknown): void;
}

/** Changes of this long are gathered into one question. */
const GATHER_MS = 250;
/** So many changed agents are read faster as the whole board. */
const WHOLE_FROM = 400;
const RETRY_MS = 5_000;

/**
 * Keeps a board up to date: one question at a time, so that no older answer comes after a newer one. An agent who changes while a
 * question about them is under way is asked about again.
 */
export class BoardReader {
  private agents = new Map<string, AgentOnBoard>();
  private changed = new Set<string>();
  private wholeWanted = false;
  private reading = false;
  private stopped = false;

  constructor(
    private readonly source: BoardSource,
    private readonly hearer: BoardHearer,
  ) {}

  /** The whole board is asked for. */
  all(): void {
    this.wholeWanted = true;
    void this.read();
  }

  /** An agent's state is another. */
  agent(agentId: string): void {
    this.changed.add(agentId);
    void this.read();
  }

  stop(): void {
    this.stopped = true;
  }

  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    while (!this.stopped && (this.wholeWanted || this.changed.size > 0)) {
      if (!this.wholeWanted) await this.source.pause(GATHER_MS);
      const whole = this.wholeWanted || this.changed.size >= WHOLE_FROM;
      const asked = whole ? [...this.changed] : [...this.changed].slice(0, this.source.most);
      for (const id of asked) this.changed.delete(id);
      this.wholeWanted = false;
      try {
        const board = await (whole ? this.source.whole() : this.source.some(asked));
        if (this.stopped) break;
        this.agents = new Map([...(whole ? [] : this.agents), ...board.entities.map((one) => [one.agentId, one] as const)]);
        this.hearer.read(board, this.agents);
      } catch (thrown) {
        if (this.stopped) break;
        this.hearer.failed(thrown);
        this.wholeWanted = true;
        await this.source.pause(RETRY_MS);
      }
    }
    this.reading = false;
  }
}
