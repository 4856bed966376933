// The real binary with a fresh demo centre.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 5 * 60_000;
const KEPT_OUTPUT = 20_000;

/** A port nobody listens on at this moment. */
async function sparePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Generates the demo centre, runs the main job and serves; resolves once it serves. */
export async function startDemo() {
  const binary = process.env.CREWCAST_TEST_BINARY ?? resolve(import.meta.dirname, '../../../target/debug/crewcast');
  await access(binary).catch(() => {
    throw new Error(`there is no ${binary}; build it with "cargo build" or name another one in CREWCAST_TEST_BINARY`);
  });
  const folder = await mkdtemp(join(tmpdir(), 'crewcast-e2e-'));
  const signInFile = join(folder, 'sign-in.json');
  const listen = `127.0.0.1:${await sparePort()}`;
  const service = spawn(binary, ['demo', '--database', join(folder, 'demo.sqlite'), '--listen', listen, '--sign-in-file', signInFile], {
    cwd: folder,
    // Two-step sign-in encrypts its secrets with it.
    env: { ...process.env, CREWCAST_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [service.stdout, service.stderr]) stream.on('data', (chunk) => (output = (output + chunk).slice(-KEPT_OUTPUT)));
  const ended = once(service, 'exit');

  const stop = async () => {
    if (service.exitCode === null && service.signalCode === null) {
      service.kill('SIGTERM');
      await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
      if (service.exitCode === null && service.signalCode === null) service.kill('SIGKILL');
    }
    await rm(folder, { recursive: true, force: true });
  };

  const until = Date.now() + PATIENCE_MS;
  while (!(await isJson(signInFile))) {
    if (service.exitCode !== null || Date.now() > until) {
      await stop();
      const why = service.exitCode === null ? `it was not ready after ${PATIENCE_MS / 60_000} minutes` : `it ended with ${service.exitCode}`;
      throw new Error(`the demo centre is not there: ${why}\n${output}`);
    }
    await sleep(250);
  }
  return { signInFile, stop };
}

async function isJson(file) {
  try {
    JSON.parse(await readFile(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
