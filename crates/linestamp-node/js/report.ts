import type { Diagnostic } from 'linestamp'

/** The line that a diagnostic speaks of, with the place marked. */
export function frame({ line, lineText, markStart, markEnd }: Diagnostic): string {
  const gutter = ' '.repeat(String(line).length)
  const indent = lineText.slice(0, markStart).replace(/[^\t]/g, ' ')
  const mark = '^'.repeat(Math.max(1, markEnd - markStart))
  return `${gutter} |\n${line} | ${lineText}\n${gutter} | ${indent}${mark}`
}

/** What is wrong and what to do about it. */
export function text({ code, message, help }: Diagnostic): string {
  return `${message} [${code}]${help == null ? '' : `; ${help}`}`
}
