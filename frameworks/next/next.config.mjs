/** @type {import('next').NextConfig} */
export default {
  // This folder is a workspace of its own inside another one.
  turbopack: { root: import.meta.dirname },
  devIndicators: false,
  agentRules: false,
  // Two cores are enough for three pages.
  experimental: { cpus: 1 },
}
