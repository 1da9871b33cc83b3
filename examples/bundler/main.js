import { createConsent } from '@placet/core'
import { scripts } from '@placet/core/gates/scripts'
import { gpc } from '@placet/core/signals/gpc'
import { google } from '@placet/core/integrations/google'
import { mount } from '@placet/ui'
import { config } from './placet.config.js'

const consent = createConsent({ ...config, signals: [gpc()], effects: [google(), scripts()] })
mount(consent)

consent.$decision.subscribe(({ source, answers }) => {
  document.getElementById('state').value = `${source} ${JSON.stringify(answers)}`
})
