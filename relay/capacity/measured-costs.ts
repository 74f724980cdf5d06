/** What things cost one node: `npm run bench -- --only relay` (docs/performance.md). */
export interface Costs {
  /** Proportional set size of a relay with no hub, MiB, and of each hub, KiB. */
  readonly baseMib: number;
  readonly kibAHub: number;
  /** Of the kernel, for a connection that is open and idle. */
  readonly kernelKibAHub: number;
  /** Of one core, ms. */
  readonly signInMs: number;
  readonly pingMs: number;
  readonly newVisitMs: number;
  /** Of one core, s for 10^9 bytes, both ways together. */
  readonly secondsAGb: number;
  /** Of a NATS server, bytes for each subscription. */
  readonly natsBytesAHub: number;
}

/** 2026-11-28, memory 2026-11-29, two x86-64 cores with other work; the kernel's part is an estimate, NATS' was measured with 100,000 subscriptions on nats-server 2.9. */
export const MEASURED: Costs = {
  baseMib: 62,
  kibAHub: 36,
  kernelKibAHub: 8,
  signInMs: 2.5,
  pingMs: 0.14,
  newVisitMs: 0.5,
  secondsAGb: 0.42,
  natsBytesAHub: 834,
};
