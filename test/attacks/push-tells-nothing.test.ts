/**
 * T-98, and the way out of the house. A push service sees ciphertext of one length and nothing of anybody. An address that is none of a push service's
 * is kept by no hub and dialled by no link, each by itself; and the hub's own process makes no connection at all. The real hub, the real link, a push
 * service that the family allowed, and a machine in the house that somebody wants the hub to knock at.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LINK, type PushJob } from "../../hub/contract/link-job.ts";
import { pushState, pushTried } from "../../hub/contract/push.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import type { Guardian } from "../support/guardian.ts";
import { invite } from "../support/joining.ts";
import type { Patch } from "../support/patched-copy.ts";
import { makePushBrowser, type PushBrowser } from "../support/push-browser.ts";
import { openPushService, type PushService } from "../support/push-service.ts";
import { STRANGE_ENDPOINTS } from "../support/strange-endpoints.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { furtherBarrier, TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const LONG = { timeout: 240_000 };
const NAME = "Wilhelmina";
const INVITED = "Ottokar";
const CHILD = "Mathilda";

interface House extends AsyncDisposable {
  readonly hub: AttackedHub;
  readonly guardian: Guardian;
  readonly service: PushService;
  readonly phone: PushBrowser;
  /** Something in the house that listens: its address, and how often somebody knocked. */
  readonly router: { readonly endpoint: string; knocks(): number };
}

async function openHouse(patches: readonly Patch[] = []): Promise<House> {
  await using owned = new AsyncDisposableStack();
  const service = owned.use(await openPushService());
  let knocks = 0;
  const listening = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => listening.listen(0, "127.0.0.1", done));
  owned.defer(() => new Promise<void>((closed) => void listening.close(() => closed())));
  const env = { PAWPOST_PUSH_SERVICES: service.host };
  const hub = owned.use(
    await AttackedHub.start({
      cheapHash: true,
      dataFolder: owned.use(await makeTempDir()).path,
      patches,
      env: { hub: env, link: { ...env, NODE_EXTRA_CA_CERTS: service.certificate } },
    }),
  );
  await hub.stack.begin("link");
  const { guardian } = await hub.claim(NAME, "four lanterns beside our kettle");
  await guardian.client.call("POST", "/children", { json: { name: CHILD } });
  const phone = makePushBrowser(service.endpoint("phone"));
  const stays = owned.move();
  return {
    hub,
    guardian,
    service,
    phone,
    router: {
      endpoint: `https://localhost:${(listening.address() as AddressInfo).port}/admin`,
      knocks: () => knocks,
    },
    [Symbol.asyncDispose]: () => stays.disposeAsync(),
  };
}

const subscribe = ({ guardian }: House, json: object) =>
  guardian.client.call("POST", "/push", { json }).then(
    () => "taken",
    ({ code }: { code: string }) => code,
  );
const tryOut = async ({ guardian }: House) =>
  (await guardian.client.call("POST", "/push/test", { schema: pushTried })).outcome;

/** As whoever has taken the hub over: straight to link. @returns its status */
const askLink = ({ hub }: House, endpoint: string): Promise<number> =>
  new Promise((answered, failed) => {
    const job: PushJob = {
      endpoint,
      authorization: `vapid t=a, k=${"k".repeat(87)}`,
      body: "AAAA",
      ttl: 60,
      topic: "alert",
      urgency: "high",
      tryFor: 1,
    };
    const socketPath = join(hub.stack.runFolder.path, LINK.socket);
    const sent = request({ socketPath, agent: false, method: "POST", path: LINK.push }, (response) => {
      response.resume();
      answered(response.statusCode ?? 0);
    });
    sent.on("error", failed);
    sent.end(JSON.stringify(job));
  });

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.[Symbol.asyncDispose]());

test(
  "no address that is none of a push service's is kept by the hub, nor dialled by link",
  LONG,
  async () => {
    const { keys } = house.phone.subscription;
    for (const [why, endpoint] of [
      ...STRANGE_ENDPOINTS,
      ["this very house", house.router.endpoint] as const,
    ]) {
      expect(await subscribe(house, { endpoint, keys }), why).toMatch(
        /^(push\.not-a-service|http\.malformed)$/,
      );
      expect(await askLink(house, endpoint), why).toBeGreaterThanOrEqual(400);
    }
    const { isOn } = await house.guardian.client.call("GET", "/push", { schema: pushState });
    expect(isOn).toBe(false);
    expect(house.router.knocks()).toBe(0);
  },
);

/** TCP connections of a process, by what is at their other end; `proc(5)`. Those that it merely listens for are none. */
function connectionsOf(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return []; // closed meanwhile
      }
    }),
  );
  const LISTEN = "0A";
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state !== LISTEN && sockets.has(inode ?? ""))
      .map(([, local = "", remote = ""]) => `${portIn(local)} ${portIn(remote)}`),
  );
}
const portIn = (address: string) => Number.parseInt(address.split(":")[1] ?? "", 16);

test(
  "a push service sees ciphertext of one length and nobody's name; link dials, the hub never does",
  LONG,
  async () => {
    const { guardian, service, phone, hub } = house;
    expect(await subscribe(house, phone.subscription)).toBe("taken");
    const page = Number(new URL(hub.stack.address).port);
    const dialled = { hub: new Set<number>(), link: new Set<number>() };
    const watching = setInterval(() => {
      for (const name of ["hub", "link"] as const)
        for (const ends of connectionsOf(hub.stack.pid(name))) {
          const [local = 0, remote = 0] = ends.split(" ").map(Number);
          if (local !== page) dialled[name].add(remote);
        }
    }, 5);
    try {
      expect(await tryOut(house)).toBe("delivered");
      await invite(guardian, { role: "guardian", name: INVITED });
      await expect.poll(() => service.pushed.length, { timeout: 10_000 }).toBe(2);
    } finally {
      clearInterval(watching);
    }
    expect([...dialled.hub]).toEqual([]);
    expect([...dialled.link]).toEqual([Number(service.host.split(":")[1])]);

    const bodies = service.pushed.map(({ body }) => body);
    expect(bodies.map((body) => JSON.parse(phone.open(body)))).toEqual([{ kind: "test" }, { kind: "alert" }]);
    expect(new Set(bodies.map(({ byteLength }) => byteLength)).size).toBe(1);
    const all = JSON.stringify(service.pushed.map(({ path, headers }) => [path, headers])) + bodies.join();
    // Nor by its name or its life which of them it was.
    expect(all).not.toMatch(/alert|waiting|answer|test"/);
    const { hub: id, person } = guardian.info;
    for (const secret of [NAME, INVITED, CHILD, id, person.id, person.signingKey, `localhost:${page}`])
      expect(all).not.toContain(secret);
  },
);

test("neither log names a phone's address, nor anybody", () => {
  const said = house.hub.stack.lines.join("\n");
  expect(said.length).toBeGreaterThan(50);
  for (const secret of [house.phone.subscription.endpoint, house.service.host, NAME, INVITED, CHILD])
    expect(said).not.toContain(secret);
});

const HUB: Patch = {
  file: "hub/notify/open-push-line.ts",
  find: "parsePushEndpoint(endpoint, also) !== undefined",
  replace: "(parsePushEndpoint(endpoint, also) ?? endpoint) !== undefined",
};
const LINKS: Patch = {
  file: "hub/link/dial-push.ts",
  find: "const url = parsePushEndpoint(job.endpoint, also);",
  replace: "const url = parsePushEndpoint(job.endpoint, also) ?? new URL(job.endpoint);",
};

test.each<[string, readonly Patch[], { hub: string; outcome: string | undefined; knocked: boolean }]>(
  takenOut([
    ["both lists", [HUB, LINKS], { hub: "taken", outcome: "failed", knocked: true }],
    ["the hub's list", [HUB], { hub: "taken", outcome: "refused", knocked: false }],
    ["link's list", [LINKS], { hub: "push.not-a-service", outcome: undefined, knocked: false }],
  ]),
)("the test of the test, without %s", { ...LONG, ...TAKES_BARRIER_OUT }, async (_, patches, outcome) => {
  await using open = await openHouse(patches);
  const { keys } = open.phone.subscription;
  const hub = await subscribe(open, { endpoint: open.router.endpoint, keys });
  const came = hub === "taken" ? await tryOut(open) : undefined;
  expect({ hub, outcome: came, knocked: open.router.knocks() > 0 }).toEqual(outcome);
});

furtherBarrier("the test of the test, without seal and padding", LONG, async () => {
  await using open = await openHouse([
    {
      file: "hub/notify/seal-push.ts",
      find: 'body: Buffer.from(body ?? "").toString("base64url"),',
      replace: "body: Buffer.from(writePushBody(kind)).toString('base64url'),",
    },
    { file: "hub/contract/push-body.ts", find: ".padEnd(BYTES)", replace: ".padEnd(0)" },
  ]);
  await subscribe(open, open.phone.subscription);
  await tryOut(open);
  await invite(open.guardian, { role: "guardian", name: INVITED });
  await expect.poll(() => open.service.pushed.length, { timeout: 10_000 }).toBe(2);
  expect(open.service.pushed.map(({ body }) => body.toString())).toEqual([
    '{"kind":"test"}',
    '{"kind":"alert"}',
  ]);
});
