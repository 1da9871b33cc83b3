// What each vendor's collector would answer, as far as its library looks at it.

/** Which tracker, the URL and the events it sent in, an answer out. */
export function answerOf(tracker, url, events) {
  if (tracker === 'posthog') return posthog(url.pathname)
  if (tracker === 'mixpanel') return json(url.searchParams.get('verbose') ? { status: 1, error: null } : 1)
  if (tracker === 'amplitude')
    return json({ code: 200, events_ingested: events.length, server_upload_time: Date.now() })
  return json({})
}

function posthog(path) {
  if (path.endsWith('/config.js')) return { type: 'text/javascript; charset=utf-8', text: '' }
  if (path.startsWith('/flags'))
    return json({ flags: {}, featureFlags: {}, errorsWhileComputingFlags: false, ...CONFIG })
  if (path.startsWith('/array')) return json(CONFIG)
  return json({ status: 'Ok' })
}

const CONFIG = {
  supportedCompression: ['gzip', 'gzip-js'],
  hasFeatureFlags: false,
  sessionRecording: false,
  surveys: false,
  heatmaps: false,
  capturePerformance: false,
  autocaptureExceptions: false,
  toolbarParams: {},
  isAuthenticated: false,
  siteApps: [],
}

function json(value) {
  return { type: 'application/json', text: JSON.stringify(value) }
}
