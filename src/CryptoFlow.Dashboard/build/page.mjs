// Builds the page into a folder, for the target BuildPage of CryptoFlow.Dashboard.csproj.
//
//   node build/page.mjs FOLDER STAMP FILE...
//
// FILE... are the sources of the page. STAMP holds their hash after a build that succeeded. Exit codes: 0 the page is in FOLDER; 1 the sources are
// wrong, standard error says how; 2 this machine cannot build the page, and FOLDER/missing.txt says why in one sentence.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const oldestNode = [20, 19];
const lockIsLeftAfterMs = 10 * 60_000;

const [folder, stamp, list] = process.argv.slice(2).map((path) => resolve(path));
const sources = readFileSync(list, 'utf8').split(/\r?\n/).filter(Boolean);
const lock = `${stamp}.lock`;

mkdirSync(dirname(stamp), { recursive: true });
takeLock();
try {
  process.exitCode = build();
} finally {
  rmSync(lock, { recursive: true, force: true });
}

function build() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]))
    return missing(`Node.js ${process.versions.node} is too old to build the page, which needs ${oldestNode.join('.')} or newer.`);

  const hash = hashOf(sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && existsSync(join(folder, 'index.html'))) {
    const now = new Date();
    utimesSync(stamp, now, now);
    return 0;
  }

  if (!install())
    return missing("The npm packages of the page could not be installed ('npm ci' in src/CryptoFlow.Dashboard says why).");

  const next = `${folder}.new`;
  rmSync(next, { recursive: true, force: true });
  const vite = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--outDir', next, '--emptyOutDir', '--logLevel', 'warn'], { encoding: 'utf8' });
  if (vite.status !== 0) {
    process.stderr.write(vite.stdout + vite.stderr);
    return 1;
  }

  rmSync(folder, { recursive: true, force: true });
  renameSync(next, folder);
  writeFileSync(stamp, hash);
  return 0;
}

/** Runs npm ci unless node_modules is what the lock file says. */
function install() {
  const installed = 'node_modules/.cryptoflow-lock';
  const wanted = hashOf(['package-lock.json']);
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted)
    return true;

  const npm = spawnSync('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--fetch-retries=1', '--fetch-timeout=20000', '--loglevel=error'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0)
    return false;
  writeFileSync(installed, wanted);
  return true;
}

function missing(sentence) {
  rmSync(folder, { recursive: true, force: true });
  rmSync(stamp, { force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'missing.txt'), sentence);
  return 2;
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Two builds at once (two configurations, two platforms) take turns: npm ci deletes node_modules before it fills it. */
function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (failure) {
      if (failure.code !== 'EEXIST')
        throw failure;
    }

    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > lockIsLeftAfterMs)
      rmSync(lock, { recursive: true, force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}
