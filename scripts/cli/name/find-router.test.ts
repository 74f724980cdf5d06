/** The routers that houses have, played by a name server of a test's own; what is asked and told is real. */
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import dns from "dns-packet";
import { expect, onTestFinished, test } from "vitest";
import { COMMAND_LINE } from "../../../hub/contract/command-line.ts";
import { listenLocally } from "../../../hub/local-socket/listen-locally.ts";
import { answerQuestion } from "../../../relay/dns/zone-answers.ts";
import { makeTempDir } from "../../../test/support/temp-dir.ts";
import { findRouter } from "./find-router.ts";
import { openLookUp } from "./look-up.ts";
import { sayRouter } from "./say-router.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const HUB = "a".repeat(26);
const PLACE = { zone: "family.example", domain: `${HUB}.family.example` };
const RELAY = ["192.0.2.1", "2001:db8::1"];
/** Plays this machine's address in the house, which has nobody else on it. */
const OURS = "127.0.0.1";
const ZONE = {
  zone: PLACE.zone,
  nameServers: [{ name: "ns1.family.example", addresses: RELAY }],
  addresses: RELAY,
};

interface Said {
  rcode: number;
  answers: dns.Answer[];
}
/** What a router makes of what the world says; `undefined`: it says nothing. */
type Router = (question: dns.Question, world: Said) => Said | undefined;

const NOERROR = 0;
const SERVFAIL = 2;
const NXDOMAIN = 3;
const REFUSED = 5;
const plain: Router = (_, world) => world;
const isPrivate = ({ type, data }: dns.Answer & { data?: unknown }) =>
  type === "A" && typeof data === "string" && data.startsWith("192.168.");
const isDevice = ({ name }: dns.Question) => name.toLowerCase().endsWith(`.${PLACE.domain}`);
/** @param how what such routers put in the place of an address of the house */
const strips =
  (how: "empty" | "refused" | "nowhere"): Router =>
  (_, world) => {
    if (!world.answers.some(isPrivate)) return world;
    if (how === "refused") return { rcode: REFUSED, answers: [] };
    const answers = world.answers.filter((one) => !isPrivate(one));
    const nowhere = world.answers.filter(isPrivate).map((one) => ({ ...one, data: "0.0.0.0" }) as dns.Answer);
    return { rcode: NOERROR, answers: how === "nowhere" ? nowhere : answers };
  };
/** Answers for the hub's names by itself. */
const leads =
  (addresses: Readonly<Record<string, string>>, others: Router = plain): Router =>
  (question, world) => {
    if (!isDevice(question)) return others(question, world);
    const data = addresses[question.type ?? "A"];
    const own = { name: question.name, type: question.type, ttl: 1, data } as dns.Answer;
    return { rcode: NOERROR, answers: data === undefined ? [] : [own] };
  };
const theWorld = ({ name, type = "A" }: dns.Question): Said => {
  const { rcode, answers } = answerQuestion(name, type, ZONE);
  return { rcode: rcode === "NXDOMAIN" ? NXDOMAIN : NOERROR, answers: answers as dns.Answer[] };
};

/** @returns its address, and the names that it was asked for */
async function play(router: Router) {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (bytes, { address, port }) => {
    const { id, questions = [] } = dns.decode(bytes);
    const [question] = questions;
    if (question === undefined) return;
    asked.push(question.name);
    const said = router(question, theWorld(question));
    if (said === undefined) return;
    const { rcode, answers } = said;
    socket.send(
      dns.encode({ type: "response", id, flags: dns.RECURSION_DESIRED | rcode, questions, answers }),
      port,
      address,
    );
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return { server: `127.0.0.1:${socket.address().port}`, asked };
}

/** @returns the port of somebody who takes connections */
async function listen(): Promise<number> {
  const server = createServer((socket) => void socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}
const NOBODY_LISTENS = 1;

async function find(router: Router, port = NOBODY_LISTENS, timeout = 5_000) {
  const { server, asked } = await play(router);
  const lookUp = openLookUp(server, { timeout, tries: 1 });
  const finding = await findRouter(PLACE, lookUp, new Set([OURS]), port);
  return { ...finding, ...sayRouter(finding), asked };
}

test("a router that leads to this machine is straight where the hub listens, and is no way in where it does not", async () => {
  const straight = { case: "straight", addresses: [OURS], alsoRelay: false };
  const listening = await find(leads({ A: OURS }), await listen());
  expect(listening).toMatchObject({ router: straight, isListening: true, works: true });
  expect(listening.means).toContain("nothing leaves the house");
  const deaf = await find(leads({ A: OURS }));
  expect(deaf).toMatchObject({ router: straight, isListening: false, works: false });
  expect(deaf.next).toContain("https_port: 1 ");
});

test("one that leads to the relay by IPv6 beside it is said to do both", async () => {
  const found = await find(leads({ A: OURS, AAAA: "2001:db8::1" }), await listen());
  expect(found).toMatchObject({ router: { case: "straight", alsoRelay: true }, works: true });
  expect(found.next).toContain("AAAA");
});

test.each([
  ["empties them", "empty"],
  ["refuses them", "refused"],
  ["puts nowhere in their place", "nowhere"],
] as const)(
  "one that strips addresses of the house is told from one that does not: it %s",
  async (_, how) => {
    const found = await find(strips(how));
    expect(found).toMatchObject({ router: { case: "strips", isReached: true }, works: true });
    expect(found.next).toContain(`${PLACE.domain} on the router's list of exceptions`);
  },
);

test.each([
  ["no such name", { rcode: NXDOMAIN, answers: [] }],
  ["nothing", { rcode: NOERROR, answers: [] }],
  ["no", { rcode: REFUSED, answers: [] }],
])("one that strips the hub's own name leaves phones at home with nothing: %s", async (_, said) => {
  const found = await find((question, world) => (isDevice(question) ? said : world));
  expect(found).toMatchObject({ router: { case: "strips", isReached: false }, works: false });
});

test("one that does nothing of all this lets everything go through the relay, and a straight way is possible", async () => {
  const found = await find(plain);
  expect(found).toMatchObject({ router: { case: "relay", mayLead: true }, works: true });
  expect(found.means).toContain("out to the relay and back");
});

test("where the zone has no name to try it with, nobody is told that the router strips", async () => {
  const found = await find((question, world) =>
    question.name.startsWith("inside.") ? { rcode: NXDOMAIN, answers: [] } : world,
  );
  expect(found).toMatchObject({ router: { case: "relay", mayLead: undefined }, works: true });
  expect(found.next).toContain("not known");
});

test.each([
  ["another machine of the house", { A: "192.168.1.99" }, ["192.168.1.99"]],
  ["another machine, beside the relay", { A: "192.168.1.99", AAAA: "2001:db8::1" }, ["192.168.1.99"]],
  ["somebody on the Internet", { A: "198.51.100.9" }, ["198.51.100.9"]],
])("one that leads to %s is said to", async (_, addresses, wrong) => {
  expect(await find(leads(addresses))).toMatchObject({
    router: { case: "elsewhere", addresses: wrong },
    works: false,
  });
});

test("one that cannot ask anybody is no Internet, whether it says so or nothing", async () => {
  expect(await find(() => ({ rcode: SERVFAIL, answers: [] }))).toMatchObject({
    router: { case: "no-internet" },
    works: false,
  });
  expect(await find(() => undefined, NOBODY_LISTENS, 200)).toMatchObject({ router: { case: "no-internet" } });
});

test("a zone that nobody knows is not taken for a line that is down", async () =>
  expect(await find(() => ({ rcode: NXDOMAIN, answers: [] }))).toMatchObject({
    router: { case: "no-zone" },
    works: false,
  }));

test("only names of the relay's zone are asked for, and another device's name each time", async () => {
  const { server, asked } = await play(plain);
  for (const _ of [1, 2]) await findRouter(PLACE, openLookUp(server), new Set(), NOBODY_LISTENS);
  const fixed = ["relay.family.example", "inside.family.example"];
  const made = new Set(asked.filter((name) => !fixed.includes(name)));
  expect(made.size).toBe(2);
  for (const name of made) expect(name).toMatch(new RegExp(`^[a-z2-7]{26}\\.${HUB}\\.family\\.example$`));
});

/** @param relay what the running hub says of it */
async function pawpost(relay: object | null, ...words: string[]) {
  const folder = await makeTempDir();
  const hub = createHttpServer((request, response) => {
    request.resume();
    response.end(JSON.stringify({ relay, issuances: null }));
  });
  await listenLocally(hub, join(folder.path, COMMAND_LINE.socket));
  onTestFinished(async () => {
    hub.close();
    await folder[Symbol.asyncDispose]();
  });
  const child = spawn(process.execPath, [MAIN, "name", "check", ...words], {
    env: { ...process.env, PAWPOST_RUN: folder.path },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { status: status as number, out, err };
}
const JOINED = {
  ...PLACE,
  hasCertificate: true,
  onlyFor: null,
  names: 1,
  line: { state: "up", milliseconds: 20 },
};

test("typed, it exits with 0 where the name works, with 1 where it does not, with 2 where nobody understands", async () => {
  const works = await play(plain);
  const fails = await play(leads({ A: "192.168.1.99" }));
  const found = await pawpost(JOINED, "--server", works.server);
  expect([found.status, found.err]).toEqual([0, ""]);
  expect(found.out).toMatch(
    new RegExp(
      `^ {2}Names {4}\\*\\.${PLACE.domain}\n {2}Asked {4}${works.server}\n {2}Logs {5}not watched\n\nPhones`,
    ),
  );
  const json = await pawpost(JOINED, "--json", "--server", fails.server);
  expect(json.status).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    case: "elsewhere",
    addresses: ["192.168.1.99"],
    works: false,
    names: `*.${PLACE.domain}`,
    servers: [fails.server],
  });
  const bad = await pawpost(JOINED, "--server", "my router");
  expect([bad.status, bad.out]).toEqual([2, ""]);
  expect(bad.err).toMatch(/192\.168\.1\.1/);
});

test("of a hub that is at no relay there is no name to ask for", async () => {
  const { status, err } = await pawpost(null);
  expect(status).toBe(1);
  expect(err).toMatch(/^Error \[name\.no-relay\]/);
});
