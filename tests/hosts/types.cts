// Compiled, never run: the same as CommonJS.
import linestamp = require('linestamp')

const done: linestamp.Transformation = linestamp.transform('', { path: 'a.ts' })
export = done
