// The route of the banner's form: answers without JavaScript come here.
import { answerRequest } from '@placet/core/server'
import { config } from '#shared/placet.config'

export default defineEventHandler((event) => answerRequest(toWebRequest(event), config))
