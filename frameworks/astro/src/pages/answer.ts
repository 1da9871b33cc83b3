// The route of the banner's form: answers without JavaScript come here.
import type { APIRoute } from 'astro'
import { answerRequest } from '@placet/core/server'
import { config } from '../placet.config.ts'

export const POST: APIRoute = ({ request }) => answerRequest(request, config)
