// What the spine's view becomes on screen: banner, preference center, re-open control.
import type { View } from '@placet/core'
import { hasReopen } from './mount.ts'
import { eachInline } from './preferences-element.ts'
import { showBanner } from './banner.ts'
import { showPlainBanner } from './fallback.ts'
import type { ViewNeeds, Parts } from './view.ts'

/** Follows `$view`; returns how to stop. */
export function renderViews(needs: ViewNeeds, parts: Parts): () => void {
  const { consent } = needs
  const stops: (() => void)[] = []
  let stopped = false
  /** Counts what was asked for: a center that comes when something else was asked for meanwhile is not shown. */
  let turn = 0
  let seen: View = 'none'
  let takeAway = () => {}
  /** Whether the banner had focus when the center took its place. */
  let fromBanner = false
  /** What had focus before it came to the banner. It gets it back after the answer. */
  let origin: HTMLElement | undefined

  // What cannot be loaded is not shown, so nothing is granted; the page goes on.
  function load<Part>(coming: Promise<Part>, use: (part: Part) => void): Promise<void> {
    return coming
      .then((part) => {
        if (!stopped) use(part)
      })
      .catch((cause) => consent.report({ code: 'chunk-unavailable', cause }))
  }
  async function center(): Promise<(inline?: Element) => () => void> {
    const [prepare, more] = await Promise.all([parts.center(), needs.text.more()])
    return prepare({ ...needs, text: { ...needs.text, ...more } })
  }

  function show(view: View): void {
    const mine = ++turn
    if (view === seen) return
    if (view === 'preferences') {
      // Until the center is there the banner stays, and it stays for good where the center cannot be loaded.
      void load(center(), (appear) => {
        if (mine !== turn) return
        fromBanner = isInBanner(document.activeElement)
        put(view, appear())
      }).then(() => {
        if (mine === turn && seen !== view) consent.hide()
      })
      return
    }
    const hadFocus = isInBanner(document.activeElement)
    const focus = fromBanner && seen === 'preferences'
    put(view, () => {})
    if (view !== 'banner') {
      // Also if the dialog wanted to give it to Choose, which is gone.
      if (hadFocus || focus) origin?.focus({ preventScroll: true })
      origin = undefined
      return
    }
    const hide = banner(focus)
    const prefetch = setTimeout(() => void center().catch(() => {}), PREFETCH)
    takeAway = () => {
      clearTimeout(prefetch)
      hide()
    }
  }

  function banner(focus: boolean): () => void {
    try {
      return showBanner(needs, focus)
    } catch (cause) {
      consent.report({ code: 'view-failed', cause })
      return showPlainBanner(needs)
    }
  }

  function put(view: View, away: () => void): void {
    takeAway()
    takeAway = away
    seen = view
  }

  function noteOrigin({ target, relatedTarget }: FocusEvent): void {
    if (isInBanner(target) && relatedTarget && !isInBanner(relatedTarget)) origin = relatedTarget as HTMLElement
  }

  document.addEventListener('focusin', noteOrigin)
  stops.push(consent.$view.subscribe(show), () => {
    takeAway()
    document.removeEventListener('focusin', noteOrigin)
  })
  if (hasReopen(consent)) void load(parts.reopen(), (reopen) => stops.push(reopen(needs)))
  stops.push(
    eachInline((element) => {
      let remove = (): void => {}
      void load(center(), (appear) => {
        if (element.isConnected) remove = appear(element)
      })
      return () => remove()
    }),
  )
  return () => {
    stopped = true
    turn++
    stops.forEach((stop) => stop())
  }
}

function isInBanner(node: EventTarget | null): boolean {
  return !!(node as Element | null)?.closest?.('placet-banner')
}

/** After how many ms the preference center is fetched while the banner waits. */
const PREFETCH = 1500
