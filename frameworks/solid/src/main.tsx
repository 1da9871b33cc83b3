import { render, setTrustedTypesPolicy } from 'solid-js/web'
import { App } from './app.tsx'

type Policy = { createHTML(html: string): unknown }
type Policies = { createPolicy(name: string, rules: { createHTML(html: string): string }): Policy }

// Solid parses its own templates as HTML. Under `require-trusted-types-for 'script'` it needs a policy for that.
const { trustedTypes } = window as { trustedTypes?: Policies }
setTrustedTypesPolicy(trustedTypes?.createPolicy('solid', { createHTML: (html) => html }))

render(() => <App />, document.getElementById('root')!)
