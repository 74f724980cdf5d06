import { expect, test } from "vitest";
import { platformOf } from "./platform.ts";

const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";

test.each([
  ["an iPhone", `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1`, 5, "ios"],
  ["Chrome on an iPhone", `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) CriOS/138.0`, 5, "ios"],
  ["an iPad, which says that it is a Mac", `${MAC} Version/18.5 Safari/605.1.15`, 5, "ios"],
  ["a Mac", `${MAC} Version/18.5 Safari/605.1.15`, 0, "mac-safari"],
  ["Chrome on a Mac", `${MAC} Chrome/138.0.0.0 Safari/537.36`, 0, "chromium"],
  [
    "Edge on Windows",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/138.0 Safari/537.36 Edg/138.0",
    10,
    "chromium",
  ],
  [
    "Firefox on Linux",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    0,
    "firefox",
  ],
  [
    "an Android phone",
    "Mozilla/5.0 (Linux; Android 10; K) Chrome/138.0.0.0 Mobile Safari/537.36",
    5,
    "android",
  ],
  [
    "Firefox on Android",
    "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
    5,
    "android-firefox",
  ],
  ["something else", "curl/8", 0, "other"],
])("knows %s", (_, userAgent, touchPoints, platform) => {
  expect(platformOf(userAgent, touchPoints)).toBe(platform);
});
