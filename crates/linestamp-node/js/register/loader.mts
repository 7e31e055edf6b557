// The hook of Node 20, which runs in a thread of its own.

import type { LoadHook } from 'node:module'

import { loadedStamped } from './stamp.js'

export const load: LoadHook = async (url, context, nextLoad) => loadedStamped(await nextLoad(url, context), url)
