// The tags as the marketing team got them from its vendors. Made inert by two attributes: type and data-placet-purpose.

/** The trackers' origin and the attribute ` nonce="…"`, or none, in; HTML out. */
export function trackerTags(origin, nonce) {
  const inert = (purpose) => `<script${nonce} type="text/plain" data-placet-purpose="${purpose}"`
  return `
  ${inert('analytics/posthog')} src="${origin}/posthog.js"></script>
  ${inert('analytics/posthog')}>
    posthog.init('phc_demo', {
      api_host: '${origin}', ui_host: '${origin}',
      person_profiles: 'identified_only', capture_pageview: true, capture_pageleave: false, autocapture: false,
      request_batching: false, opt_out_useragent_filter: true, disable_external_dependency_loading: true,
      advanced_disable_feature_flags: true, disable_session_recording: true, disable_surveys: true,
      capture_heatmaps: false, capture_dead_clicks: false, capture_performance: false, capture_exceptions: false,
    })
  </script>

  ${inert('analytics/amplitude')} src="${origin}/amplitude.js"></script>
  ${inert('analytics/amplitude')}>
    amplitude.init('amp-demo-key', {
      serverUrl: '${origin}/2/httpapi', flushIntervalMillis: 100, flushQueueSize: 1,
      fetchRemoteConfig: false, remoteConfig: { fetchRemoteConfig: false }, enableDiagnostics: false, diagnosticsSampleRate: 0,
      autocapture: { attribution: true, pageViews: true, sessions: true, formInteractions: false, fileDownloads: false,
        elementInteractions: false, networkTracking: false, webVitals: false, frustrationInteractions: false },
    })
  </script>

  ${inert('marketing/mixpanel')} src="${origin}/mixpanel.js"></script>
  ${inert('marketing/mixpanel')}>
    mixpanel.init('mp-demo-token', { api_host: '${origin}', track_pageview: true, batch_requests: false, cookie_expiration: 180 })
  </script>`
}
