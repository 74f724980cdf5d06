/** `pawpost relay` as an operator types it: real processes, one relay for the whole file. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RelayNote } from "../../hub/contract/relay-note.ts";
import { enrol, openRelaySession } from "../../hub/link/relay/relay-session.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { parseInvitation } from "../../relay/wire/relay-invitation.ts";
import { hubIdOf } from "../../relay/wire/remote-name.ts";
import { codeBy, helloBy } from "../../test/support/relay-rig.ts";
import { runProgram } from "../../test/support/run-program.ts";

const CLI = "scripts/cli/main.ts";
const NOTHING = { labels: [], proofs: { txt: [], issuers: [], named: [] } };
let parent: string;
let data: string;
let relay: ChildProcessByStdio<null, Readable, Readable>;
let said = "";
let port: number;

const LOOPBACK = ["--host", "127.0.0.1", "--address", "127.0.0.1", "--dns-port", "0", "--metrics-port", "0"];
const pawpost = (...words: string[]) => runProgram(CLI, words, { NO_COLOR: "1" });
const relayCommand = (...words: string[]) => pawpost("relay", ...words, "--data", data);

async function startRelay(): Promise<void> {
  const path = fileURLToPath(new URL("main.ts", import.meta.url));
  const words = [
    "relay",
    "--zone",
    "family.example",
    "--data",
    data,
    "--port",
    String(port ?? 0),
    ...LOOPBACK,
  ];
  said = "";
  relay = spawn(process.execPath, [path, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  relay.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  while (!said.includes("Ctrl-C stops it")) await once(relay.stdout, "data");
  port = Number(/Hubs and visitors +port (\d+)/.exec(said)?.[1]);
}

async function stopRelay(): Promise<number | null> {
  const ended = once(relay, "close");
  relay.kill("SIGTERM");
  return (await ended)[0] as number | null;
}

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "pawpost-relay-"));
  data = join(parent, "relay");
  await startRelay();
});
afterAll(async () => {
  relay.kill("SIGKILL");
  await rm(parent, { recursive: true });
});

const hub = openHubSigner(randomBytes(32));
const id = hubIdOf(hub.publicKey);
let note: RelayNote;
const joinHub = async () => {
  const made = await relayCommand("invite", "--at", "127.0.0.1", "--json");
  const invitation = parseInvitation(JSON.parse(made.stdout).invitation);
  if (invitation === undefined) throw new TypeError(made.stdout);
  note = await enrol(invitation, codeBy(invitation.code, hub));
};
const hubs = async () => JSON.parse((await relayCommand("hubs", "--json")).stdout);

test("a relay says where it listens, which records the parent zone needs, and how the first hub gets in", () => {
  expect(said).toContain("The relay of family.example is running.");
  expect(said).toMatch(/^ {4}family\.example\. +NS +ns1\.family\.example\.$/m);
  expect(said).toMatch(/^ {4}ns2\.family\.example\. +A +127\.0\.0\.1$/m);
  expect(said).toContain("relay.family.example is not found yet");
  expect(said).toContain("The world asks name servers at port 53 only");
  expect(said).toContain(`pawpost relay invite --data ${data}`);
});

test("an invitation is one line, with its end; a hub gets in with it", async () => {
  const { stdout, code } = await relayCommand("invite");
  expect(code).toBe(0);
  const [line = ""] = stdout.split("\n").filter((one) => one.includes("/"));
  expect(parseInvitation(line)).toMatchObject({ host: "relay.family.example", port, zone: "family.example" });
  expect(stdout).toMatch(/Good for one hub, until \d{4}-\d\d-\d\d \d\d:\d\d UTC\./);
  expect((await relayCommand("hubs")).stdout).toContain("No hub was enrolled yet");
  await joinHub();
  expect(await hubs()).toMatchObject({ running: true, hubs: [{ hub: id, state: "away" }] });
});

test("who is here is listed by id, without an address; who is revoked is cut off within a second, until invited again", async () => {
  const session = await openRelaySession(note, helloBy(1, hub, note), NOTHING);
  await expect.poll(hubs).toMatchObject({ hubs: [{ hub: id, state: "here" }] });
  const list = (await relayCommand("hubs")).stdout;
  expect(list).toContain(`${id}  since `);
  expect(list).not.toContain("127.0.0.1");

  const unasked = await relayCommand("revoke", id);
  expect(unasked).toMatchObject({ code: 1, stderr: expect.stringContaining("[relay.not-confirmed]") });
  const gone = session.line.next().catch((error: { code: string }) => [error.code, Date.now()] as const);
  const revoked = await relayCommand("revoke", id.slice(0, 8), "--yes");
  expect(revoked.stdout).toBe(`Revoked: ${id}. It was here, and is cut off.\n`);
  const [code, at] = (await gone) as readonly [string, number];
  expect(code).toBe("wire.revoked");
  expect(at - (await stat(join(data, "revocations"))).mtimeMs).toBeLessThan(1_000);
  await expect(openRelaySession(note, helloBy(2, hub, note), NOTHING)).rejects.toMatchObject({
    code: "wire.revoked",
  });
  expect(await hubs()).toMatchObject({ hubs: [{ state: "revoked", revokedAt: expect.any(String) }] });
  expect((await relayCommand("revoke", id, "--yes")).stdout).toContain("was revoked before");

  await joinHub();
  (await openRelaySession(note, helloBy(3, hub, note), NOTHING)).line.end();
  expect((await hubs()).hubs).toHaveLength(1);
});

test("all of it works while the relay does not run, and counts when it does again", async () => {
  expect(await stopRelay()).toBe(0);
  expect((await relayCommand("hubs")).stdout).toContain("does not run");
  const revoked = await relayCommand("revoke", id, "--yes");
  expect(revoked.stdout).toBe(`Revoked: ${id}. It stays out when the relay starts.\n`);
  const waiting = JSON.parse((await relayCommand("invite", "--at", "127.0.0.1", "--json")).stdout).invitation;
  await startRelay();
  await expect(openRelaySession(note, helloBy(9, hub, note), NOTHING)).rejects.toMatchObject({
    code: "wire.revoked",
  });
  const invitation = parseInvitation(waiting);
  if (invitation === undefined) throw new TypeError(waiting);
  note = await enrol(invitation, codeBy(invitation.code, hub));
  (await openRelaySession(note, helloBy(10, hub, note), NOTHING)).line.end();
});

const elsewhere = () => join(parent, "other");
const start = (...words: string[]) =>
  pawpost("relay", "--zone", "family.example", "--port", "0", ...LOOPBACK, ...words);

test.each([
  ["a second relay on the same folder", () => start("--data", data), 1, "[relay.already-running]"],
  [
    "a port that is taken",
    () => start("--data", elsewhere(), "--port", String(port)),
    1,
    "[relay.port-taken]",
  ],
  [
    "an address of another machine",
    () => start("--data", elsewhere(), "--host", "192.0.2.1"),
    1,
    "[relay.not-our-address]",
  ],
  ["a folder of other things", () => start("--data", "/etc"), 1, "[relay.folder-foreign]"],
  [
    "a name server of the zone without its address",
    () => start("--data", elsewhere(), "--name-server", "ns1.family.example"),
    1,
    "[relay.settings]",
  ],
  [
    "a zone that is none",
    () => pawpost("relay", "--zone", "Family", "--data", elsewhere()),
    2,
    "write a name such as family.example",
  ],
  [
    "an address that is none",
    () => start("--data", elsewhere(), "--address", "home"),
    2,
    "write IP addresses",
  ],
  ["neither zone nor folder", () => pawpost("relay"), 2, "--data is not set; --zone is not set"],
  [
    "a command beside no relay",
    () => pawpost("relay", "invite", "--data", elsewhere()),
    1,
    "[relay.no-folder]",
  ],
  ["a hub that nobody knows", () => relayCommand("revoke", "zzzz", "--yes"), 1, "[keep.no-such-hub]"],
])(
  "%s is said, with what to do next",
  async (_, run, code, words) => {
    const end = await run();
    expect(end.code).toBe(code);
    expect(end.stderr).toContain(words);
    expect(end.stderr).toContain("What to do: ");
  },
  30_000,
);

test("a port that another takes for UDP alone is said, too, and what was open by then is closed", async () => {
  const udp = createSocket("udp4").bind(0, "127.0.0.1");
  await once(udp, "listening");
  const { port: taken } = udp.address();
  const end = await start("--data", elsewhere(), "--dns-port", String(taken));
  expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining("for the name server") });
  udp.close();
  const free = createServer().listen(taken, "127.0.0.1");
  await once(free, "listening");
  free.close();
});

test("what a relay keeps is its owner's alone", async () => {
  expect((await stat(data)).mode & 0o077).toBe(0);
  for (const name of ["relay.json", "operator.key", "enrolments", "revocations", "relay.sock"])
    expect((await stat(join(data, name))).mode & 0o077, name).toBe(0);
});
