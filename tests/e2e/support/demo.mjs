// The real binary with fresh demo centres.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 10 * 60_000;
const ENDING_MS = 10_000;
const KEPT_OUTPUT = 20_000;
const DATABASE = 'demo.sqlite';

/** A port nobody listens on at this moment. */
async function sparePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function binaryUnderTest() {
  const binary = process.env.CREWCAST_TEST_BINARY ?? resolve(import.meta.dirname, '../../../target/debug/crewcast');
  await access(binary).catch(() => {
    throw new Error(`there is no ${binary}; build it with "cargo build" or name another one in CREWCAST_TEST_BINARY`);
  });
  return binary;
}

/** Starts the program; `until` tells whether it is ready, and `stop` ends it. */
function start(binary, command, folder) {
  // Two-step sign-in encrypts its secrets with it.
  const env = { ...process.env, CREWCAST_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') };
  const service = spawn(binary, command, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [service.stdout, service.stderr]) stream.on('data', (chunk) => (output = (output + chunk).slice(-KEPT_OUTPUT)));
  const ended = once(service, 'exit');
  const runs = () => service.exitCode === null && service.signalCode === null;

  async function stop() {
    if (!runs()) return;
    service.kill('SIGTERM');
    await Promise.race([ended, sleep(ENDING_MS, undefined, { ref: false })]);
    if (runs()) service.kill('SIGKILL');
    await ended;
  }

  async function until(isReady) {
    const patience = Date.now() + PATIENCE_MS;
    while (!(await isReady())) {
      if (!runs() || Date.now() > patience) {
        const why = runs() ? `it was not ready after ${PATIENCE_MS / 60_000} minutes` : `it ended with ${service.exitCode}`;
        await stop();
        throw new Error(`the demo centre is not there: ${why}\n${output}`);
      }
      await sleep(250);
    }
  }
  return { stop, until };
}

/** Generates the demo centre and runs the main job once, and serves as many copies of it; resolves when all of them serve. */
export async function startCentres(count) {
  const binary = await binaryUnderTest();
  const folder = await mkdtemp(join(tmpdir(), 'crewcast-e2e-'));
  const services = [];
  const stop = async () => {
    await Promise.all(services.map((service) => service.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const made = join(folder, 'made.json');
    const original = join(folder, DATABASE);
    const first = start(binary, ['demo', '--database', original, '--listen', `127.0.0.1:${await sparePort()}`, '--sign-in-file', made], folder);
    services.push(first);
    await first.until(() => isJson(made));
    if (count === 1) return { signInFiles: [made], stop };
    // A database is copied while nobody writes to it.
    await first.stop();
    const signIns = JSON.parse(await readFile(made, 'utf8'));
    const signInFiles = [];
    for (let place = 0; place < count; place += 1) {
      const url = `http://127.0.0.1:${await sparePort()}`;
      const database = join(folder, `${place}-${DATABASE}`);
      for (const ending of ['', '-wal', '-shm']) await cp(original + ending, database + ending).catch(ignoreMissing);
      const service = start(binary, ['serve', '--database', database, '--listen', new URL(url).host], folder);
      services.push(service);
      await service.until(() => answers(url));
      const signInFile = join(folder, `sign-in-${place}.json`);
      await writeFile(signInFile, JSON.stringify({ ...signIns, url }));
      signInFiles.push(signInFile);
    }
    return { signInFiles, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A database that was closed in peace has no files beside it. */
function ignoreMissing(error) {
  if (error.code !== 'ENOENT') throw error;
}

const answers = (url) => fetch(url).then((answer) => answer.ok, () => false);

async function isJson(file) {
  try {
    JSON.parse(await readFile(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
