import { useStore } from '@nanostores/react'
import { Button } from '@/components/ui/button.tsx'
import { ConsentBanner } from '@/components/consent-banner.tsx'
import { ConsentDialog } from '@/components/consent-dialog.tsx'
import { ConsentProvider, useAllowed, useConsent } from '@/hooks/use-consent.tsx'

export function App() {
  return (
    <ConsentProvider>
      <main className="mx-auto grid max-w-xl justify-items-start gap-4 p-8">
        <h1 className="text-xl font-semibold">Placet with shadcn components</h1>
        <Status />
      </main>
      <ConsentBanner />
      <ConsentDialog />
    </ConsentProvider>
  )
}

function Status() {
  const consent = useConsent()
  const { source, answers } = useStore(consent.$decision)
  const said = Object.entries(answers).map(([id, yes]) => `${id} ${yes ? 'yes' : 'no'}`)
  return (
    <>
      <p>
        Decision: <output id="decision">{`${source}: ${said.join(', ')}`}</output>
      </p>
      <p>{useAllowed('analytics') ? 'Statistics run.' : 'Statistics wait.'}</p>
      <Button variant="outline" onClick={() => consent.show('preferences')}>
        Privacy choices
      </Button>
    </>
  )
}
