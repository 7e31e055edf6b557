// Runs files from disk, as Node loads them, and prints what each of them did.
// Usage: node run-file.mjs FILES.json RESULTS.json, with a list of absolute paths.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { stage } from './recorder.mjs';

const require = createRequire(import.meta.url);
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function run(path) {
  const url = pathToFileURL(path).href;
  const common = /\.c[jt]s$/.test(path);
  const { globals, events } = stage(common ? path : url);
  Object.assign(globalThis, globals);
  try {
    if (common) require(path);
    else await import(url);
    await turn();
    return { events };
  } catch (error) {
    return { events, error: `${error}\n${error?.stack}` };
  }
}

const [files, results] = process.argv.slice(2);
const done = [];
for (const path of JSON.parse(fs.readFileSync(files, 'utf8'))) done.push(await run(path));
fs.writeFileSync(results, JSON.stringify(done));
