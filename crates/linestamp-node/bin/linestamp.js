#!/usr/bin/env node
'use strict'

const [command, ...words] = process.argv.slice(2)
const strict = words[0] === '--strict'
if (strict) words.shift()
if (words[0] === '--') words.shift()

// Whatever else is said to `run`, such as --help, is for the command line.
if (command === 'run' && words.length > 0 && !words[0].startsWith('-')) {
  require('../dist/run.cjs').run(words, strict).then((status) => { process.exitCode = status })
} else {
  process.exitCode = require('../dist/main.cjs').run(process.argv.slice(2))
}
