import { ProblemError, UNREACHABLE, problemOfResponse } from './problem';

const API = '/api/v1';

export type Query = Record<string, string | number | boolean | undefined>;

export interface RequestOptions {
  query?: Query;
  /** Sent as JSON, unless it is a file, which is sent as it is. */
  body?: unknown;
  contentType?: string;
  /** The version an edit was made from. */
  ifMatch?: string | number;
  /** One key an intention: sending the same key again gives the first answer. Null for a POST that only asks. */
  idempotencyKey?: string | null;
  signal?: AbortSignal;
  /** Beside those that every request has. */
  headers?: Record<string, string>;
  /** Signing in itself must not ask for signing in. */
  anonymous?: boolean;
}

export interface Answer<T> {
  body: T;
  status: number;
  etag: string | null;
  location: string | null;
}

/** What the page around the requests provides. */
export interface Surroundings {
  language: () => string;
  /** Settles when somebody has signed in again; the request is then sent once more, so no typed form is lost. */
  signInAgain: () => Promise<void>;
}

let surroundings: Surroundings = {
  language: () => 'en',
  signInAgain: () => Promise.reject(new Error('nobody can sign in here')),
};

export function surround(with_: Surroundings): void {
  surroundings = with_;
}

/** A random key; `crypto.randomUUID` is missing on plain-http pages of another machine. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function apiPath(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string | number | boolean] => pair[1] !== undefined);
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  const absolute = path.startsWith(API) ? path : API + path;
  return text ? `${absolute}?${text}` : absolute;
}

/** The one way out of the page. Throws {@link ProblemError} for everything but a success. */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const response = await answered(method, path, options);
  const text = response.status === 204 ? '' : await response.text();
  return {
    body: (text === '' ? undefined : JSON.parse(text)) as T,
    status: response.status,
    etag: response.headers.get('etag'),
    location: response.headers.get('location'),
  };
}

/** A file that the service makes, as bytes. */
export const requestFile = async (method: string, path: string, options: RequestOptions): Promise<Blob> => (await answered(method, path, options)).blob();

/** An answer that never ends: its text, in the pieces it comes in. */
export async function openStream(path: string, options: RequestOptions): Promise<AsyncIterable<string>> {
  const response = await answered('GET', path, options);
  if (!response.body) throw new Error(`the service answered ${path} without a body`);
  return pieces(response.body.pipeThrough(new TextDecoderStream()).getReader());
}

async function* pieces(reader: ReadableStreamDefaultReader<string>): AsyncGenerator<string> {
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } finally {
    // Whoever has read enough lets go of the connection as well.
    await reader.cancel().catch(() => undefined);
  }
}

/** Keys of requests whose answer never came, by what was asked: whoever asks the same again means the same, not a second one. */
const unanswered = new Map<string, string>();

async function answered(method: string, path: string, options: RequestOptions): Promise<Response> {
  const url = apiPath(path, options.query);
  const init = initOf(method, url, options);
  let response = await sent(url, init);
  if (response.status === 401 && !options.anonymous) {
    // An answer that may not be stored is open until it is read or let go of.
    await response.body?.cancel();
    await surroundings.signInAgain();
    response = await sent(url, init);
  }
  if (!response.ok) throw new ProblemError(await problemOfResponse(response));
  return response;
}

export async function get<T>(path: string, query?: Query): Promise<T> {
  return (await request<T>('GET', path, { query })).body;
}

/** One page of a list; without a token it is the last. */
export interface Page<T> {
  entities: T[];
  nextPageToken?: string;
}

/** One page of a list that may be too long to be read whole. */
export const getPage = <T>(path: string, pageToken: string | undefined, pageSize: number, query: Query = {}): Promise<Page<T>> =>
  get(path, { ...query, pageSize, pageToken });

/** Every page of a list, one after the other. */
export async function getAll<T>(path: string, query: Query = {}): Promise<T[]> {
  const all: T[] = [];
  let pageToken: string | undefined;
  do {
    const page = await get<Page<T>>(path, { ...query, pageSize: 1000, pageToken });
    all.push(...page.entities);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return all;
}

function initOf(method: string, url: string, options: RequestOptions): RequestInit {
  const headers = new Headers({ Accept: 'application/json', 'Accept-Language': surroundings.language(), ...options.headers });
  if (options.ifMatch !== undefined) headers.set('If-Match', quoted(options.ifMatch));
  let body: BodyInit | undefined;
  if (options.body instanceof Blob) {
    headers.set('Content-Type', options.contentType ?? (options.body.type || 'application/octet-stream'));
    body = options.body;
  } else if (options.body !== undefined) {
    headers.set('Content-Type', 'application/json');
    body = JSON.stringify(options.body);
  }
  if (method === 'POST' && options.idempotencyKey !== null) headers.set('Idempotency-Key', options.idempotencyKey ?? unanswered.get(askedOf(url, body)) ?? newIdempotencyKey());
  return { method, headers, body, credentials: 'same-origin', signal: options.signal };
}

function quoted(version: string | number): string {
  const text = String(version);
  return text.startsWith('"') ? text : `"${text}"`;
}

/** What is asked: a file is not compared, it is chosen anew with a key of its own. */
const askedOf = (url: string, body: BodyInit | null | undefined): string => (body instanceof Blob ? '' : `${url} ${typeof body === 'string' ? body : ''}`);

/** Sends, and keeps the key of what found no answer. */
async function sent(url: string, init: RequestInit): Promise<Response> {
  const key = new Headers(init.headers).get('Idempotency-Key');
  const asked = askedOf(url, init.body);
  try {
    const response = await send(url, init);
    unanswered.delete(asked);
    return response;
  } catch (lost) {
    if (key !== null && asked !== '') unanswered.set(asked, key);
    throw lost;
  }
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new ProblemError({ status: 0, code: UNREACHABLE, title: UNREACHABLE, detail, traceId: null, errors: [] });
  }
}
