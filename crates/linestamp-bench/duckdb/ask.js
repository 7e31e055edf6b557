// Loads records from NDJSON into DuckDB, asks it questions, and prints how long that took.
//
// Arguments: the database to make, the records, and a file with the rest as JSON: the `columns` by name with
// their types, the `questions`, each the statements of its turns, and the `budget` of each in milliseconds.
import { readFileSync, statSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const [database, records, rest] = process.argv.slice(2);
const { columns, questions, budget } = JSON.parse(readFileSync(rest, 'utf8'));

const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
const loaded = await timed(load);
const asked = [];
for (const turns of questions) asked.push(await ask(turns));
const [[version, count]] = await rows('SELECT version(), count(*) FROM logs');
connection.closeSync();
instance.closeSync();
console.log(
  JSON.stringify({ version, loaded, records: Number(count), bytes: statSync(database).size, asked }),
);

async function load() {
  const types = Object.entries(columns).map(([name, type]) => `${name}: '${type}'`);
  await connection.run(
    `CREATE TABLE logs AS SELECT * FROM read_json('${records}', format = 'newline_delimited', columns = { ${types.join(', ')} })`,
  );
  await connection.run('CHECKPOINT');
}

/** How long each turn took, in milliseconds; one before does not count. */
async function ask(turns) {
  await rows(turns[0]);
  const times = [];
  const end = performance.now() + budget;
  for (const sql of turns) {
    times.push(await timed(() => rows(sql)));
    if (performance.now() > end) break;
  }
  return times;
}

async function timed(work) {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

async function rows(sql) {
  return (await connection.runAndReadAll(sql)).getRows();
}
