#!/usr/bin/env node
'use strict'

const { run } = require('../binding.js')

process.exitCode = run(process.argv.slice(2))
