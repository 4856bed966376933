// Starts the demo centre once and runs every browser test against it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { startDemo } from './support/demo.mjs';

const FOLDER = import.meta.dirname;

const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.test.mjs')).sort();
// A centre that is running already may be named, so that a test can be tried again without the wait.
const demo = process.env.CREWCAST_E2E_SIGN_IN ? undefined : await startDemo();
const signIn = process.env.CREWCAST_E2E_SIGN_IN ?? demo.signInFile;

try {
  const tests = spawn(process.execPath, ['--test', '--test-concurrency=1', ...files.map((name) => `${FOLDER}/${name}`)], {
    stdio: 'inherit',
    env: { ...process.env, CREWCAST_E2E_SIGN_IN: signIn },
  });
  const [code] = await once(tests, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await demo?.stop();
}
