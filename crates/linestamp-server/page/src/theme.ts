// Dark or light: as the system has it, until one chooses.

import { signal } from '@preact/signals'

type Theme = 'dark' | 'light'

const KEY = 'linestamp.theme'
const system = matchMedia('(prefers-color-scheme: dark)')

function chosen(): Theme | null {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'dark' || value === 'light' ? value : null
  } catch {
    return null
  }
}

const actual = (): Theme => chosen() ?? (system.matches ? 'dark' : 'light')

export const theme = signal<Theme>(actual())

function show(): void {
  theme.value = actual()
  document.documentElement.dataset['theme'] = theme.value
}

export function followTheme(): void {
  show()
  system.addEventListener('change', show)
}

export function toggleTheme(): void {
  const next = theme.value === 'dark' ? 'light' : 'dark'
  try {
    // Back to what the system has is back to following it.
    if ((next === 'dark') === system.matches) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, next)
  } catch {
    // Without storage it lasts as long as the page.
  }
  theme.value = next
  document.documentElement.dataset['theme'] = next
}

/** The value of a colour of the style sheet, for what is drawn and not styled. */
export function colour(name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(--${name})`
  document.body.append(probe)
  const value = getComputedStyle(probe).color
  probe.remove()
  return value
}
