declare const __PAWPOST_VERSION__: string;

/** Of the program that this page was built with; `vite.config.ts` puts it here. */
export const VERSION: string = typeof __PAWPOST_VERSION__ === "string" ? __PAWPOST_VERSION__ : "unknown";
