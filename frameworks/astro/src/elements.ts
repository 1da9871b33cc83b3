// The parts of a page that follow the consent, as custom elements: they work again after each navigation of the client router.
import { follow } from './consent.ts'
import type { Consent } from '@placet/core'

abstract class Follower extends HTMLElement {
  private stop = (): void => {}
  abstract show(consent: Consent): void
  /** The part was taken away. */
  end(): void {}

  connectedCallback(): void {
    this.stop = follow((consent) => this.show(consent))
  }
  disconnectedCallback(): void {
    this.stop()
    this.end()
  }

  part(selector: string): HTMLElement {
    return this.querySelector<HTMLElement>(selector)!
  }
  /** A text in place of what is not allowed. */
  hold(text: string, held: boolean): void {
    this.querySelector('.held')?.remove()
    if (held) this.prepend(Object.assign(document.createElement('p'), { className: 'held', textContent: text }))
  }
}

customElements.define(
  'consent-status',
  class extends Follower {
    show({ $decision, $view }: Consent): void {
      const { source, answers } = $decision.get()
      const said = Object.entries(answers).map(([id, yes]) => `${id} ${yes ? 'yes' : 'no'}`)
      this.part('#decision').textContent = `${source}: ${said.join(', ')}`
      this.part('#view').textContent = $view.get()
    }
  },
)

customElements.define(
  'consent-chart',
  class extends Follower {
    private remove: (() => void) | undefined
    private allowed = false

    show(consent: Consent): void {
      this.allowed = consent.has('analytics')
      this.hold('The chart is here once you allow statistics.', !this.allowed)
      if (this.allowed) void this.load()
      else this.end()
    }
    // Its file is fetched when it is allowed, not before.
    private async load(): Promise<void> {
      const { drawChart } = await import('./chart.ts')
      if (this.allowed && this.isConnected) this.remove ??= drawChart(this)
    }
    override end(): void {
      this.remove?.()
      this.remove = undefined
    }
  },
)

customElements.define(
  'consent-film',
  class extends Follower {
    private number = 1

    show(consent: Consent): void {
      const allowed = consent.has('marketing')
      this.hold('The film is here once you allow marketing.', !allowed)
      this.part('iframe').hidden = !allowed
      this.part('button').onclick = () => {
        this.number += 1
        this.part('iframe').dataset.placetSrc = `/film.html?part=${this.number}`
      }
    }
  },
)
