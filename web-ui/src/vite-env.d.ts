/// <reference types="vite/client" />

/** The address of a worker that is built with the page; `web-ui/shared-workers.ts`. */
declare module "*?shared-worker" {
  export const address: string;
}
