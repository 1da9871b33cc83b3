// The bindings of nanostores take our stores as they are, and what they give is typed; checked by `tsc -p test`, never run.
import type { Consent, Decision, Problem, Sync, View } from '@placet/core'
import { useStore as useReact } from '@nanostores/react'
import { useStore as useVue } from '@nanostores/vue'
import { computed, type ReadableAtom } from 'nanostores'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
declare const consent: Consent
declare function is<Expected>(): <Given>(given: Given, same: Same<Given, Expected>) => void

is<Decision>()(useReact(consent.$decision), true)
is<View>()(useReact(consent.$view), true)
is<Sync>()(useReact(consent.$sync), true)
is<Problem | undefined>()(useReact(consent.$problem), true)

// Vue gives a reference whose value is read-only, however deep.
const decision = useVue(consent.$decision)
is<boolean | undefined>()(decision.value.answers.analytics, true)
decision.value satisfies Readonly<Decision>
// @ts-expect-error what holds is read; only decisions write it
decision.value.answers.analytics = true

const $analytics = computed(consent.$decision, ({ answers }) => answers.analytics === true)
is<ReadableAtom<boolean>>()($analytics, true)
is<boolean>()(useReact($analytics), true)
// @ts-expect-error no store of ours has a member to listen to by itself
useReact(consent.$decision, { keys: ['answers'] })
