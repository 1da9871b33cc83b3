'use client'
import { useState } from 'react'
import { useAllowed } from '../../consent.tsx'

/** The gate `frames()` gives the iframe its `src` and takes it away; React never renders one. */
export default function Film() {
  const [part, setPart] = useState(1)
  const allowed = useAllowed('marketing')
  return (
    <section>
      <h2>Film</h2>
      {!allowed && <p className="held">The film is here once you allow marketing.</p>}
      <iframe
        title="Film"
        hidden={!allowed}
        data-placet-purpose="marketing"
        data-placet-src={`/film.html?part=${part}`}
      />
      <button type="button" onClick={() => setPart(part + 1)}>
        Next part
      </button>
    </section>
  )
}
