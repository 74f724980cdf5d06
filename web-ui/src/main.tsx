/** Comes first and stays small: forbids eval before any schema is made, then brings the rest and the reader's language. */
import "./no-eval.ts";

const [{ openApp }] = await Promise.all([
  import("./app.tsx"),
  import("./speak-language.ts").then(({ speakOwnLanguage }) => speakOwnLanguage()),
]);
await openApp();
