// Everything in one file: its tests run one after the other, so that a file is edited when no other journey needs the server.
import { hotReplacement } from './hot-replacement.ts'
import { journeys } from './journeys.ts'
import { mounting } from './mounting.ts'
import { ownInterface } from './own-interface.ts'
import { serverRendered } from './server-rendered.ts'
import { EXAMPLE } from './example.ts'

if (EXAMPLE.ownInterface) {
  ownInterface()
} else {
  journeys()
  mounting()
  if (EXAMPLE.serverRendered) serverRendered()
  hotReplacement()
}
