import { expect, test } from "vitest";
import { STRANGE_ENDPOINTS } from "../../test/support/strange-endpoints.ts";
import { parsePushEndpoint } from "./push-endpoint.ts";

test.each([
  ["Chrome", "https://fcm.googleapis.com/fcm/send/abc:APA91b-_"],
  ["Chrome, newer", "https://fcm.googleapis.com/wp/abc:APA91b-_"],
  ["Firefox", "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA"],
  ["Edge", "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2fa%2b"],
  ["Safari", "https://web.push.apple.com/QGuQyavXutnMH"],
])("%s", (_, endpoint) => expect(parsePushEndpoint(endpoint)?.href).toBe(endpoint));

test.each(STRANGE_ENDPOINTS)("refuses %s", (_, endpoint) => {
  expect(parsePushEndpoint(endpoint)).toBeUndefined();
});

test("the owner's own service is known by name and port, and nothing near it", () => {
  const also = ["push.example", "localhost:8443"];
  expect(parsePushEndpoint("https://push.example/a", also)?.host).toBe("push.example");
  expect(parsePushEndpoint("https://localhost:8443/a", also)?.host).toBe("localhost:8443");
  for (const near of [
    "https://localhost/a",
    "https://localhost:8444/a",
    "http://localhost:8443/a",
    "https://push.example:8443/a",
    "https://a.push.example/a",
    "https://x@push.example/a",
  ])
    expect(parsePushEndpoint(near, also), near).toBeUndefined();
});
