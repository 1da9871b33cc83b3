// Entry point `@placet/server/audit`: recomputes a store, as `placet audit` does.
export { type AuditCode, type AuditFinding, type AuditOptions, type AuditReport, auditStore } from './audit.ts'
export { readCheckpoints, type Witness, writeCheckpoints } from './witness.ts'
