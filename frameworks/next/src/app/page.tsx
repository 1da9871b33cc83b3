'use client'
import { lazy, Suspense } from 'react'
import { useAllowed } from '../consent.tsx'

// Its file is fetched when it is allowed, not before.
const Chart = lazy(() => import('../chart.tsx'))

export default function Numbers() {
  return (
    <section>
      <h2>Numbers</h2>
      {useAllowed('analytics') ? (
        <Suspense fallback={<p>…</p>}>
          <Chart />
        </Suspense>
      ) : (
        <p className="held">The chart is here once you allow statistics.</p>
      )}
    </section>
  )
}
