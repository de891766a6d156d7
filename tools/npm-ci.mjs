// Installs the npm packages of the current folder exactly as package-lock.json names them, once: builds that run at the
// same time wait for one another, and nothing is fetched while the lock file's content stays what it was.
// The packages' own install scripts do not run. Called by the build, which passes the folder as working directory.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';

const stamp = 'node_modules/.installed';
const turn = 'obj/npm-ci.lock';
const lockFile = readFileSync('package-lock.json', 'utf8');
const wanted = createHash('sha256').update(lockFile).digest('hex');

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (refusal) {
    return refusal.code === 'EPERM';
  }
}

function takeTurn() {
  mkdirSync('obj', { recursive: true });
  for (;;) {
    try {
      writeFileSync(turn, String(process.pid), { flag: 'wx' });
      return;
    } catch (refusal) {
      if (refusal.code !== 'EEXIST') throw refusal;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    let holder = NaN;
    try {
      holder = Number(readFileSync(turn, 'utf8'));
    } catch {
      continue; // The other build has just finished.
    }
    if (holder > 0 && !isAlive(holder)) rmSync(turn, { force: true });
  }
}

function install() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    const now = new Date();
    utimesSync(stamp, now, now);
    return 0;
  }
  const line = 'npm ci --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error';
  const npm = spawnSync(line, { shell: true, stdio: ['ignore', 'ignore', 'inherit'] });
  if (npm.status !== 0) {
    return npm.status ?? 1;
  }

  // npm passes over an optional package that it could not fetch; for this machine's own that is a failure.
  const missing = Object.entries(JSON.parse(lockFile).packages).find(([path, entry]) =>
    entry.os?.includes(process.platform) && entry.cpu?.includes(process.arch) && !existsSync(path));
  if (missing) {
    console.error(`npm could not fetch ${missing[0].replace('node_modules/', '')}.`);
    return 1;
  }
  mkdirSync('node_modules', { recursive: true });
  writeFileSync(stamp, wanted);
  return 0;
}

takeTurn();
try {
  process.exitCode = install();
} finally {
  rmSync(turn, { force: true });
}
