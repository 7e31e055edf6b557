interface Env {
  LOGS: { write(record: object): void }
}

/** Stands for the service binding that a Worker is given. */
const env: Env = {
  LOGS: { write: (record) => console.log(JSON.stringify(record)) },
}

function run(task: string): void {
  env.LOGS.write({ level: 'info', message: `Task ${task} started` })
}

run('one')
