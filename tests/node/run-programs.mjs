// Runs programs and prints what each of them did.
// Usage: node run-programs.mjs PROGRAMS.json RESULTS.json, with [{ file, text, module, typed }].
import fs from 'node:fs';
import vm from 'node:vm';
import * as nodeModule from 'node:module';
import { stage } from './recorder.mjs';

process.removeAllListeners('warning');
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function runModule(text, file, globals) {
  const context = vm.createContext(globals);
  const module = new vm.SourceTextModule(text, { identifier: file, context });
  await module.link((specifier) => {
    if (specifier !== 'cloudflare:workers') throw new Error(`unknown module ${specifier}`);
    const { env } = globals;
    const workers = new vm.SyntheticModule(['env'], function () { this.setExport('env', env); }, { context });
    return workers;
  });
  await module.evaluate();
}

async function run({ file, text, module, typed }) {
  const { globals, events } = stage(file);
  try {
    const erased = typed ? nodeModule.stripTypeScriptTypes(text, { mode: 'strip' }) : text;
    if (module) await runModule(erased, file, globals);
    else new vm.Script(erased, { filename: file }).runInContext(vm.createContext(globals));
    await turn();
    return { events };
  } catch (error) {
    return { events, error: `${error}\n${error?.stack}` };
  }
}

const [programs, results] = process.argv.slice(2);
const done = [];
for (const program of JSON.parse(fs.readFileSync(programs, 'utf8'))) done.push(await run(program));
fs.writeFileSync(results, JSON.stringify(done));
