// As `types.mts`; by itself, because Farm's own types need more than its package brings.
import type { JsPlugin } from '@farmfe/core'
import linestamp from 'linestamp/farm'

export const plugins: JsPlugin[] = [linestamp(), linestamp({ strict: true })]
// @ts-expect-error: no such option
linestamp({ targets: [] })
