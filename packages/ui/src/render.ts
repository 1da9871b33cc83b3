// What the spine's view becomes on screen: banner, preference center, re-open control.
import type { View } from '@placet/core'
import { ask } from './ask.ts'
import { hasReopen } from './mount.ts'
import { eachInline } from './preferences-element.ts'
import type { AppearCenter, Parts, ShownCenter, ViewNeeds } from './view.ts'

/** `update` shows everything in other texts, and keeps what the customer has done in it. */
export type Views = { update(needs: ViewNeeds): void; stop(): void }

/** Follows `$view`. */
export function renderViews(first: ViewNeeds, parts: Parts): Views {
  let needs = first
  const { consent } = needs
  let stopped = false
  /** Counts what was asked for: a center that comes when something else was asked for meanwhile is not shown. */
  let turn = 0
  let seen: View = 'none'
  let takeAway = () => {}
  /** Whether the banner had focus when the center took its place. */
  let fromBanner = false
  /** What had focus before it came to the banner. It gets it back after the answer. */
  let origin: HTMLElement | undefined
  /** The centers that are shown, each in its element of the page; the dialog's is under undefined. */
  const centers = new Map<Element | undefined, ShownCenter>()
  let removeReopen = () => {}

  // What cannot be loaded is not shown, so nothing is granted; the page goes on.
  function load<Part>(coming: Promise<Part>, use: (part: Part) => void): Promise<void> {
    return coming
      .then((part) => {
        if (!stopped) use(part)
      })
      .catch((cause) => consent.report({ code: 'chunk-unavailable', cause }))
  }
  async function center(): Promise<AppearCenter> {
    const asked = needs
    const [prepare, more] = await Promise.all([parts.center(), asked.text.more()])
    const appear = await prepare({ ...asked, text: { ...asked.text, ...more } })
    // The language may have changed meanwhile.
    return asked === needs ? appear : center()
  }
  const prefetch = (): void => void center().catch(() => {})
  function drawCenter(appear: AppearCenter, place?: Element): void {
    centers.set(place, appear(place, centers.get(place)))
  }
  function removeCenter(place?: Element): void {
    centers.get(place)?.remove()
    centers.delete(place)
  }

  function show(view: View): void {
    const mine = ++turn
    if (view === seen) return
    if (view === 'preferences') {
      // Until the center is there the banner stays, and it stays for good where the center cannot be loaded.
      void load(center(), (appear) => {
        if (mine !== turn) return
        fromBanner = isInBanner(document.activeElement)
        drawCenter(appear)
        put(view, removeCenter)
      }).then(() => {
        if (mine === turn && seen !== view) consent.hide()
      })
      return
    }
    const hadFocus = isInBanner(document.activeElement)
    const focus = fromBanner && seen === 'preferences'
    put(view, () => {})
    if (view === 'banner') {
      takeAway = ask(needs, focus, prefetch)
      return
    }
    // Also if the dialog wanted to give it to Choose, which is gone.
    if (hadFocus || focus) origin?.focus({ preventScroll: true })
    origin = undefined
  }

  function put(view: View, away: () => void): void {
    takeAway()
    takeAway = away
    seen = view
  }

  function noteOrigin({ target, relatedTarget }: FocusEvent): void {
    if (isInBanner(target) && relatedTarget && !isInBanner(relatedTarget)) origin = relatedTarget as HTMLElement
  }

  function showReopen(): void {
    if (!hasReopen(consent)) return
    void load(parts.reopen(), (reopen) => {
      const removeOld = removeReopen
      removeReopen = reopen(needs)
      removeOld()
    })
  }

  document.addEventListener('focusin', noteOrigin)
  const unsubscribe = consent.$view.subscribe(show)
  showReopen()
  const stopWatching = eachInline((element) => {
    void load(center(), (appear) => {
      if (element.isConnected) drawCenter(appear, element)
    })
    return () => removeCenter(element)
  })
  return {
    update(next) {
      needs = next
      if (seen === 'banner') {
        const focus = isInBanner(document.activeElement)
        takeAway()
        takeAway = ask(needs, focus, prefetch)
      }
      if (centers.size > 0) void load(center(), (appear) => centers.forEach((_, place) => drawCenter(appear, place)))
      showReopen()
    },
    stop() {
      stopped = true
      turn++
      unsubscribe()
      takeAway()
      document.removeEventListener('focusin', noteOrigin)
      stopWatching()
      removeReopen()
    },
  }
}

function isInBanner(node: EventTarget | null): boolean {
  return !!(node as Element | null)?.closest?.('placet-banner')
}
