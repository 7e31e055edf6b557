// Whether one may read here, and as whom.

import { signal } from '@preact/signals'

import { Problem, resume, type Session, signIn, signOut, type Status } from './api.ts'

export const status = signal<Status | null>(null)
/** What is to be seen: nothing yet, the form for a token, or the page. */
export const gate = signal<'opening' | 'closed' | 'open'>('opening')
export const canSignOut = signal(false)
export const trouble = signal<string | null>(null)

/** Finds out whether the service lets us read. */
export async function enter(): Promise<void> {
  try {
    letIn(await resume())
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem(0, String(error))
    trouble.value = problem.status === 401 ? null : problem.message
    gate.value = 'closed'
  }
}

function letIn(session: Session): void {
  status.value = session
  canSignOut.value = session.csrf !== ''
  trouble.value = null
  gate.value = 'open'
}

export async function leave(): Promise<void> {
  await signOut()
  status.value = null
  gate.value = 'closed'
}

export async function present(token: string): Promise<void> {
  try {
    letIn(await signIn(token))
  } catch (error) {
    trouble.value = error instanceof Error ? error.message : String(error)
  }
}

/** What is to be said of an error; one of sign-in leads to the form. */
export function failed(error: unknown): Problem {
  const problem = error instanceof Problem ? error : new Problem(0, String(error))
  if (problem.status === 401) gate.value = 'closed'
  return problem
}
