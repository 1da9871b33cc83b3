import { useState, useSyncExternalStore } from 'react'

/** True on the server, and in the browser for a component that came with the server's HTML; false for one mounted later. */
export function useIsFromServer(): boolean {
  const hydrates = useSyncExternalStore(
    never,
    () => false,
    () => true,
  )
  return useState(hydrates)[0]
}

const never = () => () => {}
