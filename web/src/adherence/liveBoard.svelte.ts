import { AGENTS_A_BOARD, adherenceBoard, boardOfAgents, type AdherenceBoard, type AgentOnBoard } from '../api/adherence';
import type { AgentStateChanged } from '../api/events';
import { problemOf, type Problem } from '../api/problem';
import { events } from '../state/events.svelte';
import { BoardReader } from './boardReader';

/** A schedule's activity begins or ends without anybody telling: the board is read again this often. */
const REREAD_MS = 60_000;

/** The board of a management unit's day; of today, as it changes. */
export class LiveBoard {
  board: AdherenceBoard | undefined = $state.raw();
  agents: AgentOnBoard[] = $state.raw([]);
  problem: Problem | undefined = $state.raw();
  private reader: BoardReader | undefined;

  /** Shows a board until what it gives is called. */
  show(site: { id: string; businessUnitId: string }, date: string, live: boolean): () => void {
    const reader = new BoardReader(
      {
        whole: () => adherenceBoard(site.id, date),
        some: (agentIds) => boardOfAgents(agentIds, date),
        most: AGENTS_A_BOARD,
        pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      },
      {
        read: (board, agents) => {
          this.board = board;
          this.agents = [...agents.values()];
          this.problem = undefined;
        },
        failed: (thrown) => (this.problem = problemOf(thrown)),
      },
    );
    this.reader = reader;
    this.board = undefined;
    this.agents = [];
    this.problem = undefined;
    reader.all();
    const leave = live ? this.follow(reader, site) : () => undefined;
    return () => {
      leave();
      reader.stop();
    };
  }

  again(): void {
    this.reader?.all();
  }

  /** An agent whose day is another than the board says, for a reason that nobody tells of. */
  changed(agentId: string): void {
    this.reader?.agent(agentId);
  }

  private follow(reader: BoardReader, site: { id: string; businessUnitId: string }): () => void {
    const states = `management-units.${site.id}.adherence`;
    const unfollow = events.follow({
      topics: [states, `business-units.${site.businessUnitId}.agent-schedules`],
      hear: (message) => {
        if (message.topic !== states) return reader.all();
        const [agentId] = (message.data as unknown as AgentStateChanged).agentIds;
        reader.agent(agentId);
      },
      readAnew: () => reader.all(),
    });
    const timer = setInterval(() => reader.all(), REREAD_MS);
    return () => {
      unfollow();
      clearInterval(timer);
    };
  }
}
