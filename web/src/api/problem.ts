/** One fault of a refused request, as RFC 9457 problem+json carries it. */
export interface Fault {
  pointer: string;
  code: string;
  detail: string;
}

/** The body of every error answer. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  traceId: string | null;
  errors: Fault[];
  /** Of a refused file: the whole import with its rejects. */
  import?: unknown;
  /** Of a change of shifts: what the rules say. */
  validationResults?: unknown;
}

/** A request that failed, with what the service said of it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
  }
}

/** The service was not reached at all; the page's dictionary has the words for it. */
export const UNREACHABLE = 'unreachable';

/** Whatever was thrown, as a problem that a person can be shown. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return { status: 0, code: 'page-error', title: 'The page failed', detail, traceId: null, errors: [] };
}

/** Reads an error answer; a proxy between may have answered with something that is not problem+json. */
export async function problemOfResponse(response: Response): Promise<Problem> {
  const text = await response.text();
  const fallback: Problem = {
    status: response.status,
    code: `http-${response.status}`,
    title: `${response.status} ${response.statusText}`.trim(),
    detail: text.slice(0, 500),
    traceId: null,
    errors: [],
  };
  if (!(response.headers.get('content-type') ?? '').includes('json')) return fallback;
  try {
    return { ...fallback, ...(JSON.parse(text) as Partial<Problem>) };
  } catch {
    return fallback;
  }
}
