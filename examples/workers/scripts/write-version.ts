import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

// Writes the version that all records of a build have, for every way to build: the commit, with `-dirty` where
// files differ from it, since then the lines of records may not be the commit's. VERSION goes before it.

const version = process.env.VERSION || git('describe', '--always', '--dirty', '--exclude=*', '--abbrev=12');
const text = `/** Written by scripts/write-version.ts. */\nexport const VERSION = ${JSON.stringify(version)};\n`;
// The logs service has one of its own, since it can be had without the others.
for (const folder of ['packages/shared', 'services/logs']) {
  writeFileSync(new URL(`../${folder}/src/version.ts`, import.meta.url), text);
}

function git(...words: string[]): string {
  try {
    return execFileSync('git', words, { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    throw new Error('there is no commit to take the version from: set VERSION');
  }
}
