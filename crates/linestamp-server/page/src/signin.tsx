// The form for a token. The token goes to the service once and is not kept here.

import { useEffect, useRef } from 'preact/hooks'

import { enter, present, trouble } from './session.ts'

export function SignIn() {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  return (
    <main class="signin">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const token = input.current?.value.trim() ?? ''
          if (input.current) input.current.value = ''
          void (token === '' ? enter() : present(token))
        }}
      >
        <h1>
          <img src="/assets/icon.svg" alt="" width="28" height="28" /> Linestamp
        </h1>
        <label for="token">Token</label>
        <input ref={input} id="token" type="password" autocomplete="current-password" spellcheck={false} />
        <button type="submit">Sign in</button>
        {trouble.value ? <p role="alert" class="trouble">{trouble.value}</p> : null}
        <p class="soft">
          A token with the scope <code>read</code>. Whoever runs the service can make one.
        </p>
      </form>
    </main>
  )
}
