// To copy: the first layer. Both answers look the same. The click itself is passed on: only then does the receipt say that a
// person made it.
import type { MouseEvent } from 'react'
import { useStore } from '@nanostores/react'
import { inLanguage } from '@placet/core/config'
import { Button } from '@/components/ui/button.tsx'
import { useConsent } from '@/hooks/use-consent.tsx'

export function ConsentBanner() {
  const consent = useConsent()
  const view = useStore(consent.$view)
  const { controller, purposes } = consent.config
  const names = purposes.filter(({ basis }) => basis !== 'exempt').map(({ name }) => inLanguage(name, 'en'))
  const by = ({ nativeEvent }: MouseEvent) => ({ surface: 'banner', event: nativeEvent, language: 'en' }) as const
  if (view !== 'banner') return undefined
  return (
    <section
      aria-labelledby="consent-title"
      data-nosnippet=""
      className="fixed inset-x-4 bottom-4 mx-auto grid max-w-xl gap-3 rounded-lg border border-border bg-background p-6 shadow-lg"
    >
      <p id="consent-title" className="font-semibold">
        Your data, your choice
      </p>
      <p className="text-sm text-muted-foreground">
        {controller.name} would like to use {new Intl.ListFormat('en').format(names)}. None of it runs until you allow
        it.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={(event) => void consent.accept('all', { ...by(event), action: 'accept_all' })}>
          Accept all
        </Button>
        <Button onClick={(event) => void consent.reject({ ...by(event), action: 'reject_all' })}>Reject all</Button>
        <Button variant="ghost" onClick={() => consent.show('preferences')}>
          Choose
        </Button>
      </div>
    </section>
  )
}
