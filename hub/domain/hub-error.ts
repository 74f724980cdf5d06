/**
 * Root of every error that we throw on purpose. `code` is stable and never translated: pages, command line and tests
 * match on it. A message carries no token, key or payload.
 */
export abstract class HubError extends Error {
  abstract readonly code: string;
}
