#!/usr/bin/env node
'use strict'

const [command, ...words] = process.argv.slice(2)
if (words[0] === '--') words.shift()

// Whatever else is said to `run`, such as --help, is for the command line.
if (command === 'run' && words.length > 0 && !words[0].startsWith('-')) {
  require('../dist/run.cjs').run(words).then((status) => { process.exitCode = status })
} else {
  process.exitCode = require('../binding.js').run(process.argv.slice(2))
}
