// The plugins that race, each as its documentation says to use it.

import { readFileSync } from 'node:fs'

import { stamp } from './magic-string.js'

const packageName = (entry) => new URL(`../../linestamp-node/dist/${entry}.mjs`, import.meta.url).href
const linestamp = async (entry, tree) => (await import(packageName(entry))).default({ cwd: tree })

/** The calls of `magic-string.js` are those with this word. */
const WORD = 'LOGS'

const magicString = {
  name: 'magic-string',
  transform: {
    order: 'pre',
    filter: { id: /\.tsx?$/, code: WORD },
    handler: (code, id) => stamp(code, id),
  },
}

/** For esbuild, as a list. */
export async function esbuildPlugin(name, tree) {
  switch (name) {
    case 'none':
      return []
    case 'linestamp':
      return [await linestamp('esbuild', tree)]
    case 'magic-string':
      return [{
        name,
        setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, ({ path }) => {
          const code = readFileSync(path, 'utf8')
          if (!code.includes(WORD)) return undefined
          const done = stamp(code, path)
          const map = Buffer.from(done.map.toString()).toString('base64')
          return { contents: `${done.code}\n//# sourceMappingURL=data:application/json;base64,${map}`, loader: 'ts' }
        }),
      }]
    case 'unplugin-turbo-console':
      return [(await import('unplugin-turbo-console/esbuild')).default(turbo)]
  }
  throw new Error(`no plugin ${name} for esbuild`)
}

/** For Rolldown, as a list. */
export async function rolldownPlugins(name, tree) {
  switch (name) {
    case 'none':
      return []
    case 'linestamp':
      return [await linestamp('rolldown', tree)]
    case 'magic-string':
      return [magicString]
  }
  throw new Error(`no plugin ${name} for Rolldown`)
}

/** For Vite, as a list. */
export async function vitePlugins(name, tree) {
  switch (name) {
    case 'linestamp':
      return [await linestamp('vite', tree)]
    case 'magic-string':
      return [{ ...magicString, enforce: 'pre' }]
    case 'evlog':
      return [(await import('evlog/vite')).default({ service: 'race', sourceLocation: true, strip: [] })]
    case 'unplugin-turbo-console':
      return [(await import('unplugin-turbo-console/vite')).default(turbo)]
    case 'none':
      return []
  }
  throw new Error(`no plugin ${name} for Vite`)
}

/** Only the place of the call, which is what is compared. */
const turbo = { launchEditor: false, passLogs: false, inspector: false, highlight: true }
