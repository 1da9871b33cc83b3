declare namespace App {
  interface Locals {
    /** The banner for this request; both empty where nothing is asked. */
    banner: { html: string; css: string }
    consent: import('@placet/core/server').RequestConsent
  }
}
