'use client'
import { useEffect, useState } from 'react'

const VISITS = [12, 19, 14, 28, 33, 47, 41]

/** It counts only while it is allowed: taken away, its effect ends. */
export default function Chart() {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <figure id="chart">
      <svg viewBox="0 0 146 50" role="img" aria-label="Visits in the last seven days">
        {VISITS.map((visits, day) => (
          <rect key={visits} x={day * 21} y={50 - visits} width="18" height={visits} rx="2" />
        ))}
      </svg>
      <figcaption>Visits in the last seven days. You have been here for {seconds} s.</figcaption>
    </figure>
  )
}
