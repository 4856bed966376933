// Runs the browser tests, several files at a time, each beside no other on its demo centre.
// Names given as arguments choose the files that have one of them in theirs: `npm run e2e -- campaigns keyboard`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { startCentres } from './support/demo.mjs';

const FOLDER = import.meta.dirname;
/** Tells frames and milliseconds, and so has the machine to itself. */
const MEASURED = '.measured.test.mjs';
/** What the reporter says at the end of a file; here it is said of all. */
const SUMMARY = /^ℹ (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/;
/** More centres than this are more to generate than they save. */
const MOST_CENTRES = 2;

const wanted = process.argv.slice(2);
const all = (await readdir(FOLDER)).filter((name) => name.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some((part) => name.includes(part)))).sort();
if (all.length === 0) throw new Error(`no browser test is called like ${wanted.join(' or ')}`);
const totals = new Map();
const failed = [];

/** Runs one file and tells what it said once it has ended, so that files do not speak into each other. */
async function runFile(name, signIn) {
  const begun = Date.now();
  const test = spawn(process.execPath, ['--test', '--test-reporter=spec', `${FOLDER}/${name}`], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CREWCAST_E2E_SIGN_IN: signIn } });
  let said = '';
  for (const stream of [test.stdout, test.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (said += chunk));
  const [code] = await once(test, 'close');
  if (code !== 0) failed.push(name);
  const lines = said.split('\n').filter((line) => {
    const [, count, figure] = SUMMARY.exec(line) ?? [];
    if (count) totals.set(count, (totals.get(count) ?? 0) + Number(figure));
    return count === undefined;
  });
  process.stdout.write(`\n${name} (${((Date.now() - begun) / 1_000).toFixed(1)} s)\n${lines.join('\n').trimEnd()}\n`);
}

/** Takes files from a common pile until it is empty. */
async function runFrom(pile, signIn) {
  for (let name = pile.shift(); name; name = pile.shift()) await runFile(name, signIn);
}

const begun = Date.now();
const plain = all.filter((name) => !name.endsWith(MEASURED));
// A centre that is running already may be named, so that a test can be tried again without the wait.
const named = process.env.CREWCAST_E2E_SIGN_IN;
const centres = named ? undefined : await startCentres(Math.min(MOST_CENTRES, availableParallelism(), Math.max(1, plain.length)));
const signIns = centres?.signInFiles ?? [named];
try {
  const ready = Date.now();
  await Promise.all(signIns.map((signIn) => runFrom(plain, signIn)));
  await runFrom(all.filter((name) => name.endsWith(MEASURED)), signIns[0]);
  const [before, after] = [ready - begun, Date.now() - ready].map((spent) => (spent / 1_000).toFixed(0));
  const count = (name) => totals.get(name) ?? 0;
  console.log(`\n${count('tests')} browser tests in ${all.length} files: ${count('pass')} passed, ${count('fail')} failed, ${count('skipped') + count('todo') + count('cancelled')} others; ${after} s on ${signIns.length} centres, which took ${before} s to start`);
  if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
} finally {
  await centres?.stop();
}
