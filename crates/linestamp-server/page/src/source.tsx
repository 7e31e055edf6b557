// The line that wrote a record: a link to it where the service knows the repository.

import { status } from './session.ts'
import { visible } from './visible.tsx'

/** The address of a line at a version, in a repository as GitHub has them. */
export function lineAddress(repository: string | undefined, version: string | undefined, location: string): string | null {
  const place = /^(.+):(\d+)$/.exec(location)
  const [, path = '', line = ''] = place ?? []
  const parts = path.split('/')
  const odd = parts.some((part) => part === '' || part === '.' || part === '..')
  if (!place || odd || !version || !/^[\w.-]+(\/[\w.-]+)*$/.test(version)) return null
  let base: URL
  try {
    base = new URL(repository ?? '')
  } catch {
    return null
  }
  // Whatever is configured: a link leads to no script, and to nothing unencrypted.
  if (base.protocol !== 'https:' || version.includes('..')) return null
  const root = base.href.replace(/(\.git)?\/*$/, '')
  return `${root}/blob/${version}/${parts.map(encodeURIComponent).join('/')}#L${line}`
}

export function Source({ location, version }: { location: string; version?: string | undefined }) {
  const address = lineAddress(status.value?.repository, version, location)
  if (address === null) return <span class="stamp">{visible(location)}</span>
  return (
    <a class="stamp" href={address} target="_blank" rel="noopener noreferrer" title={`This line at ${version}`}>
      {visible(location)}
    </a>
  )
}
