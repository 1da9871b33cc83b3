// The route of the banner's form: answers without JavaScript come here.
import { answerRequest } from '@placet/core/server'
import { config } from '../../placet.config.ts'

export const POST = (request: Request): Promise<Response> => answerRequest(request, config)
