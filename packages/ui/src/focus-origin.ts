// Remembers what had focus before it came to the banner, so that it can have it back after the answer.

export type FocusOrigin = {
  /** The banner goes. With `giveBack`, what had focus before gets it again. */
  leave(giveBack: boolean): void
  stop(): void
}

export function rememberOrigin(): FocusOrigin {
  let origin: HTMLElement | undefined
  const note = ({ target, relatedTarget }: FocusEvent): void => {
    if (isInBanner(target) && relatedTarget && !isInBanner(relatedTarget)) origin = relatedTarget as HTMLElement
  }
  document.addEventListener('focusin', note)
  return {
    leave(giveBack) {
      if (giveBack) origin?.focus({ preventScroll: true })
      origin = undefined
    },
    stop: () => document.removeEventListener('focusin', note),
  }
}

export function isInBanner(node: EventTarget | null): boolean {
  return !!(node as Element | null)?.closest?.('placet-banner')
}
