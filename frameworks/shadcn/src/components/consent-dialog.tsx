// To copy: the second layer. Its switches begin with the decision each time it is opened. Closing it answers nothing: the
// banner comes back while the question is open.
import { type MouseEvent, useState } from 'react'
import { useStore } from '@nanostores/react'
import { inLanguage } from '@placet/core/config'
import { Button } from '@/components/ui/button.tsx'
import { Dialog, DialogContent, DialogDescription, DialogTitle } from '@/components/ui/dialog.tsx'
import { Switch } from '@/components/ui/switch.tsx'
import { useConsent, useReceipts } from '@/hooks/use-consent.tsx'

export function ConsentDialog() {
  const consent = useConsent()
  const open = useStore(consent.$view) === 'preferences'
  return (
    <Dialog open={open} onOpenChange={(opened) => !opened && consent.hide()}>
      <DialogContent>
        <DialogTitle className="font-semibold">Privacy choices</DialogTitle>
        <DialogDescription className="text-sm text-muted-foreground">
          Contact: {consent.config.controller.contact}
        </DialogDescription>
        <Choices />
        <Receipts />
      </DialogContent>
    </Dialog>
  )
}

function Choices() {
  const consent = useConsent()
  const asked = consent.config.purposes.filter(({ basis }) => basis !== 'exempt')
  const [answers, setAnswers] = useState(() => Object.fromEntries(asked.map(({ id }) => [id, consent.has(id)])))
  const by = ({ nativeEvent }: MouseEvent) => ({ surface: 'center', event: nativeEvent, language: 'en' }) as const
  return (
    <>
      {asked.map(({ id, name, reason }) => (
        <div key={id} className="flex items-center justify-between gap-4">
          <label htmlFor={`consent-${id}`}>
            <span className="font-medium">{inLanguage(name, 'en')}</span>
            <span className="block text-sm text-muted-foreground">{inLanguage(reason, 'en')}</span>
          </label>
          <Switch
            id={`consent-${id}`}
            checked={answers[id] === true}
            onCheckedChange={(checked) => setAnswers({ ...answers, [id]: checked })}
          />
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button onClick={(event) => void consent.accept('all', { ...by(event), action: 'accept_all' })}>
          Accept all
        </Button>
        <Button onClick={(event) => void consent.reject({ ...by(event), action: 'reject_all' })}>Reject all</Button>
        <Button variant="outline" onClick={(event) => void consent.decide(answers, { ...by(event), action: 'save' })}>
          Save my choice
        </Button>
      </div>
    </>
  )
}

function Receipts() {
  const receipts = useReceipts()
  return (
    <section aria-labelledby="consent-receipts">
      <h3 id="consent-receipts" className="font-medium">
        My receipts
      </h3>
      <ol className="text-sm">
        {receipts.map(({ id, at, event, status }) => (
          <li key={id}>
            {new Date(at).toLocaleString('en')}: {event} ({status})
          </li>
        ))}
      </ol>
    </section>
  )
}
