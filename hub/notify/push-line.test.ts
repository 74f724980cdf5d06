import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";
import { expect, test } from "vitest";
import { makePushBrowser } from "../../test/support/push-browser.ts";
import { type PushJob, pushJob } from "../contract/link-job.ts";
import { readPushBody } from "../contract/push-body.ts";
import { openPushKeys } from "../store/push-keys.ts";
import { openPushLine } from "./open-push-line.ts";

const keys = openPushKeys(new Uint8Array(32).fill(7));
const FCM = "https://fcm.googleapis.com/fcm/send/abc";

function openLine(also: readonly string[] = []) {
  const jobs: PushJob[] = [];
  let wanted = 0;
  const line = openPushLine({
    keys,
    also,
    link: {
      async push(job) {
        jobs.push(job);
        return "delivered";
      },
    },
    wantLink: () => {
      wanted += 1;
    },
  });
  return { line, jobs, wanted: () => wanted };
}
const targetOf = ({ subscription }: ReturnType<typeof makePushBrowser>) => ({
  endpoint: subscription.endpoint,
  ...subscription.keys,
});
const untouched = new AbortController().signal;

test("what leaves is a job that link takes; the browser opens it, and nobody else", async () => {
  const browser = makePushBrowser(FCM);
  const { line, jobs } = openLine();
  expect(await line.send(targetOf(browser), "alert", untouched)).toBe("delivered");
  const job = pushJob.parse(jobs[0]);
  const body = Buffer.from(job.body, "base64url");
  expect(readPushBody(browser.open(body))).toBe("alert");
  expect(() => makePushBrowser(FCM).open(body)).toThrow();
  expect(JSON.stringify(job)).not.toContain(keys.privateKey);
});

test("all that is told looks the same from outside: of one length, never twice the same bytes, under a name that says nothing", async () => {
  const browser = makePushBrowser(FCM);
  const { line, jobs } = openLine();
  for (const kind of ["alert", "waiting", "answer", "alert"] as const)
    await line.send(targetOf(browser), kind, untouched);
  const bodies = jobs.map(({ body }) => body);
  expect(new Set(bodies.map(({ length }) => length)).size).toBe(1);
  expect(new Set(bodies).size).toBe(4);
  const [first, waiting, answer, second] = jobs.map(({ topic }) => topic);
  expect(new Set([first, waiting, answer]).size).toBe(3);
  expect(second).toBe(first);
  expect(`${first} ${waiting} ${answer}`).not.toMatch(/alert|waiting|answer/);
  const seen = jobs.map(({ ttl, urgency, tryFor, endpoint }) => ({ ttl, urgency, tryFor, endpoint }));
  for (const one of seen) expect(one).toEqual(seen[0]);
  const other = openLine();
  await other.line.send(targetOf(makePushBrowser(FCM)), "alert", untouched);
  expect(other.jobs[0]?.topic).not.toBe(first);
});

test("it is signed for that push service alone, for less than a day, and says nothing of the house", async () => {
  const { line, jobs } = openLine();
  await line.send(targetOf(makePushBrowser(FCM)), "alert", untouched);
  const [, token = "", key = ""] = /^vapid t=([^,]+), ?k=(.+)$/.exec(jobs[0]?.authorization ?? "") ?? [];
  expect(key).toBe(line.publicKey);
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  expect(isSigned).toBe(true);
  const { exp, ...rest } = JSON.parse(Buffer.from(claims, "base64url").toString());
  expect(rest).toEqual({ aud: "https://fcm.googleapis.com", sub: "mailto:nobody@example.com" });
  const life = exp - Date.now() / 1_000;
  expect(life).toBeGreaterThan(3_600);
  expect(life).toBeLessThan(24 * 3_600);
});

test("link is wanted once, and not before somebody is told", async () => {
  const { line, wanted } = openLine();
  expect(wanted()).toBe(0);
  line.wake();
  await line.send(targetOf(makePushBrowser(FCM)), "test", untouched);
  expect(wanted()).toBe(1);
});

test("neither another address nor a key that is none is accepted, and nothing is handed to link for one kept before", async () => {
  const strange = targetOf(makePushBrowser("https://push.example/a"));
  const { line, jobs } = openLine();
  expect(line.accepts(targetOf(makePushBrowser(FCM)))).toBe(true);
  expect(line.accepts(strange)).toBe(false);
  expect(openLine(["push.example"]).line.accepts(strange)).toBe(true);
  const noPoint = Buffer.concat([Buffer.from([4]), randomBytes(64)]).toString("base64url");
  expect(line.accepts({ ...targetOf(makePushBrowser(FCM)), p256dh: noPoint })).toBe(false);
  expect(await line.send(strange, "alert", untouched)).toBe("refused");
  expect(jobs).toEqual([]);
});

test("the hub's key is the same for the same seed, in the range of the curve, and 32 bytes also where it begins with zeros", () => {
  expect(openPushKeys(new Uint8Array(32).fill(7))).toEqual(keys);
  for (let nth = 0; nth < 300; nth++) {
    const seed = createHash("sha256").update(`${nth}`).digest();
    const { publicKey, privateKey } = openPushKeys(seed);
    expect(Buffer.from(publicKey, "base64url")).toHaveLength(65);
    expect(Buffer.from(privateKey, "base64url")).toHaveLength(32);
  }
});
