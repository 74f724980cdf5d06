/** The page kept in the browser, seen from the page: in a browser `browser-shell.ts`, in tests a played one. */
export interface Shell {
  /** Keeps this page from now on, where the browser can. Never rejects. */
  keep(): Promise<void>;
  /** Asks the hub whether it has another build than this; `onNewer` tells. Never rejects. */
  look(): Promise<void>;
  /** Another build is here, whole, and is loaded when it is asked for. */
  onNewer(listener: () => void): void;
  /** Loads the page anew, as the newer build. */
  load(): Promise<void>;
}

/** What the page says to a worker that waits. */
export const LOAD_NEWER = "load-newer";
