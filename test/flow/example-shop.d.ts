// The examples are plain JavaScript; this is what the flows use of them.
declare module '@placet/example-shop/shop.mjs' {
  export type Hit = { tracker: string; kind: 'script' | 'hit'; method: string; path: string; events?: string[] }
  export type Shop = {
    shop: string
    trackers: string
    receipts: string
    hits(): Hit[]
    clearHits(): void
    stopReceipts(): Promise<void>
    startReceipts(): Promise<void>
    close(): Promise<void>
  }
  export function startShop(options: {
    shopPort: number
    trackersPort: number
    receiptsPort: number
    dataDir: string
    quiet: boolean
  }): Promise<Shop>
}
