// What happened before and after a record, in its request, trace, instance or service.

import { signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'

import type { Context, Stored } from './api.ts'
import { asking } from './asking.ts'
import { open } from './state.ts'
import { duration } from './time.ts'
import { inLine } from './visible.tsx'

type By = 'request' | 'trace' | 'instance' | 'service'

const COLUMN: Record<By, keyof Stored> = {
  request: 'request_id',
  trace: 'trace_id',
  instance: 'instance_id',
  service: 'service',
}

/** What was chosen last, for the next record. */
const chosen = signal<By | null>(null)

function Line({ of, from, here }: { of: Stored; from: Stored; here: boolean }) {
  const apart = of.timestamp - from.timestamp
  return (
    <li class={`${of.level}${here ? ' here' : ''}`}>
      <button type="button" aria-current={here ? 'true' : undefined} onClick={() => (open.value = of.seq)}>
        <span class="apart">{here ? 'this' : `${apart < 0 ? '−' : '+'}${duration(Math.abs(apart))}`}</span>
        <span class="what">{inLine(of.message)}</span>
        {of.source_location ? <span class="stamp">{inLine(of.source_location)}</span> : null}
      </button>
    </li>
  )
}

export function Around({ of }: { of: Stored }) {
  const question = useMemo(() => asking<Context>(), [of.seq])
  const there = (Object.keys(COLUMN) as By[]).filter((by) => of[COLUMN[by]] !== undefined)
  const by = there.find((one) => one === chosen.value) ?? there[0]
  useEffect(() => {
    if (by) question.ask(`/v1/records/${of.seq}/context`, { by, before: 12, after: 12 })
    return () => question.clear()
  }, [question, by])
  if (!by) return null
  const context = question.value.value
  return (
    <section class="around" aria-busy={question.loading.value}>
      <h3>
        Around it in the same
        <span role="group" aria-label="Around it in the same" class="choice">
          {there.map((one) => (
            <button key={one} type="button" class="small" aria-pressed={one === by} onClick={() => (chosen.value = one)}>
              {one}
            </button>
          ))}
        </span>
      </h3>
      {question.problem.value ? <p class="soft">{question.problem.value.message}</p> : null}
      {context ? (
        <ol>
          {context.before.map((one) => (
            <Line key={one.seq} of={one} from={of} here={false} />
          ))}
          <Line of={context.record} from={of} here />
          {context.after.map((one) => (
            <Line key={one.seq} of={one} from={of} here={false} />
          ))}
        </ol>
      ) : null}
    </section>
  )
}
