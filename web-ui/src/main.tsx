/** Comes first and stays small: forbids eval before any schema is made, then brings the rest. */
import "./no-eval.ts";

const { openApp } = await import("./app.tsx");
await openApp();
