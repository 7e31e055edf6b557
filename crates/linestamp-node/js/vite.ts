import type { Plugin, UserConfig } from 'vite'

import type { Options } from './options.js'
import { plugin } from './plugin.js'

/** The plugin for Vite. */
export default function linestamp(options: Options = {}): Plugin {
  const { hooks, project } = plugin(options, 'vite')
  return {
    ...hooks,
    config: ({ worker }) => withWorkers(worker?.plugins?.(), options),
    configureServer(server) {
      server.watcher.add(project().files)
      server.watcher.on('change', (file) => {
        if (project().files.includes(file)) void server.restart()
      })
    },
  }
}

/** Vite bundles workers with plugins of their own: ours is among them, unless the user put it there. */
function withWorkers(own: unknown[] = [], options: Options): Pick<UserConfig, 'worker'> | null {
  const there = own.flat(Infinity).some((plugin) => (plugin as { name?: unknown } | null)?.name === 'linestamp')
  return there ? null : { worker: { plugins: () => [linestamp(options)] } }
}
