export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  css: ['~/style.css'],
  app: {
    head: {
      htmlAttrs: { lang: 'en' },
      title: 'Placet in Nuxt',
      meta: [{ name: 'color-scheme', content: 'light dark' }],
      link: [{ rel: 'icon', href: 'data:,' }],
    },
  },
  vue: { compilerOptions: { isCustomElement: (tag) => tag === 'placet-preferences' } },
  // A strict policy takes style sheets from files.
  features: { inlineStyles: false },
  hooks: {
    // Nuxt has browsers prefetch what is imported later. What waits for a yes must not be fetched before.
    'build:manifest'(manifest) {
      for (const chunk of Object.values(manifest)) if (chunk.isDynamicEntry) chunk.prefetch = false
    },
  },
  devtools: { enabled: false },
  telemetry: false,
})
