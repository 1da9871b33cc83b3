// What the spine's view becomes on screen: banner, preference center, re-open control.
import type { View } from '@placet/core'
import { ask } from './ask.ts'
import { isInBanner, rememberOrigin } from './focus-origin.ts'
import { hasReopen } from './mount.ts'
import { eachInline } from './preferences-element.ts'
import type { DrawCenter, Parts, ShownCenter, ViewNeeds } from './view.ts'

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
  const origin = rememberOrigin()
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
  async function center(): Promise<DrawCenter> {
    const asked = needs
    const [prepare, more] = await Promise.all([parts.center(), asked.text.more()])
    const draw = await prepare({ ...asked, text: { ...asked.text, ...more } })
    // The language may have changed meanwhile.
    return asked === needs ? draw : center()
  }
  const prefetch = (): void => void center().catch(() => {})
  function drawCenter(draw: DrawCenter, place?: Element): void {
    centers.set(place, draw(place, centers.get(place)))
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
      void load(center(), (draw) => {
        if (mine !== turn) return
        fromBanner = isInBanner(document.activeElement)
        drawCenter(draw)
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
    origin.leave(hadFocus || focus)
  }

  function put(view: View, away: () => void): void {
    takeAway()
    takeAway = away
    seen = view
  }

  function showReopen(): void {
    if (!hasReopen(consent)) return
    void load(parts.reopen(), (reopen) => {
      const removeOld = removeReopen
      removeReopen = reopen(needs)
      removeOld()
    })
  }

  const unsubscribe = consent.$view.subscribe(show)
  showReopen()
  const stopWatching = eachInline((element) => {
    void load(center(), (draw) => {
      if (element.isConnected) drawCenter(draw, element)
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
      if (centers.size > 0) void load(center(), (draw) => centers.forEach((_, place) => drawCenter(draw, place)))
      showReopen()
    },
    stop() {
      stopped = true
      turn++
      unsubscribe()
      takeAway()
      origin.stop()
      stopWatching()
      removeReopen()
    },
  }
}
