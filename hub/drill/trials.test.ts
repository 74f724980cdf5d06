/** Each step by itself, and what it says where its barrier is gone in ways that a whole hub is not needed for. On whole hubs: test/attacks/drill.test.ts. */
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { quickHash, randomId } from "../../test/support/guardian.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { createMessageFile } from "../audio/message-codec/message-file.ts";
import { BackupError } from "../backup/errors.ts";
import { DRILL_SEEN, DRILL_STEPS, type DrillResult, type DrillStep } from "../contract/drill.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { guessableAddress } from "./guessable-address.ts";
import { ignoredReport } from "./ignored-report.ts";
import { openDatabase } from "./open-database.ts";
import { openDrill } from "./open-drill.ts";
import { ownSockets, placeOf } from "./own-sockets.ts";
import { ransomWipe } from "./ransom-wipe.ts";
import { makeServedJudge } from "./served-judge.ts";
import { silentVendor } from "./silent-vendor.ts";
import { stolenDisk } from "./stolen-disk.ts";
import type { AskAsStranger } from "./stranger.ts";
import { strangerOnTheRadio } from "./stranger-on-the-radio.ts";
import type { Trial } from "./trial.ts";
import { weakPassword } from "./weak-password.ts";

const { signal } = new AbortController();
const DAY = 86_400_000;
const answer = (status: number, body = "", headers: Record<string, string> = {}) => ({
  status,
  headers,
  type: headers["content-type"] ?? "application/problem+json",
  body: Buffer.from(body),
});
const refuses: AskAsStranger = async () => answer(401);

let dir: Awaited<ReturnType<typeof makeTempDir>>;
beforeAll(async () => {
  dir = await makeTempDir();
});
afterAll(() => dir[Symbol.asyncDispose]());

describe("the drill", () => {
  const held = (step: DrillStep): Trial => ({
    step,
    attempt: async () => ({ seen: Object.keys(DRILL_SEEN[step])[0] as "failed" }),
  });
  const trialsWith = (step: DrillStep, attempt: Trial["attempt"]) =>
    Object.fromEntries(
      DRILL_STEPS.map((one) => [one, one === step ? { step: one, attempt } : held(one)]),
    ) as Parameters<typeof openDrill>[0]["trials"];
  const notes = { read: async () => undefined, write: async () => undefined };
  const run = async (trials: Parameters<typeof openDrill>[0]["trials"], mostMs?: number) => {
    const tried: DrillResult[] = [];
    const drill = openDrill({ notes, trials, ...(mostMs === undefined ? {} : { mostMs }) });
    await drill.run({ signal, trying: () => undefined, tried: (result) => tried.push(result) });
    return tried;
  };

  test("tries every step in its order, and one that throws or hangs is one that could not be tried", async () => {
    const thrown = await run(
      trialsWith("stolen-disk", async () => {
        throw new BackupError("backup.io", "no disk");
      }),
    );
    expect(thrown.map(({ step }) => step)).toEqual(DRILL_STEPS);
    expect(thrown.filter(({ verdict }) => verdict !== "held")).toEqual([
      { step: "stolen-disk", verdict: "could-not-try", seen: "failed", count: 0, detail: ["backup.io"] },
    ]);
    const hung = await run(
      trialsWith("silent-vendor", () => new Promise(() => undefined)),
      30,
    );
    expect(hung.at(-1)).toMatchObject({ verdict: "could-not-try", seen: "failed" });
  });

  test("one that is stopped says nothing more", async () => {
    const stopping = new AbortController();
    const drill = openDrill({
      notes,
      trials: trialsWith("weak-password", async () => {
        stopping.abort();
        return { seen: "refused" };
      }),
    });
    const tried: string[] = [];
    const run = drill.run({
      signal: stopping.signal,
      trying: () => undefined,
      tried: ({ step }) => tried.push(step),
    });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect(tried).toEqual(["open-database", "guessable-address"]);
  });
});

describe("an open database", () => {
  const tried = (parts: Partial<Parameters<typeof openDatabase>[0]>) =>
    openDatabase({ sockets: ownSockets, ports: () => [], everywhere: () => [], ask: refuses, ...parts });

  test("what listens here and is no door of ours is found by what the kernel says", async () => {
    const server = createTcpServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { seen, detail } = await tried({}).attempt(signal);
    expect(seen).toBe("unknown-door");
    expect(detail).toContain(`tcp 127.0.0.1:${port}`);
    server.close();
  });

  test.each<[string, Buffer]>([
    ["MongoDB", Buffer.from("3000000001000000010000000200000000000000000000000000000001000000", "hex")],
    ["Redis", Buffer.from("$12\r\nredis_version")],
    ["MQTT", Buffer.from("20020000", "hex")],
  ])("a door that answers as %s does without a password lets strangers in", async (name, said) => {
    if (name === "MongoDB") said.writeInt32LE(2013, 12);
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(said));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const sockets = async () => ({
      listening: [{ kind: "tcp" as const, host: "127.0.0.1", port }],
      peers: [],
    });
    const result = await tried({ sockets, ports: () => [port] }).attempt(signal);
    expect(result).toEqual({ seen: "let-in", count: 1, detail: [`tcp 127.0.0.1:${port}: ${name}`] });
    server.close();
  });

  test("one at every address is let be at the one port that may, and an open page is no shut door", async () => {
    const server = createServer((_, response) => response.end()).listen(0);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const sockets = async () => ({
      listening: [{ kind: "tcp" as const, host: "0.0.0.0", port }],
      peers: [],
    });
    expect(await tried({ sockets, ports: () => [port] }).attempt(signal)).toMatchObject({
      seen: "unknown-door",
    });
    const known = { sockets, ports: () => [port], everywhere: () => [port] };
    expect(await tried(known).attempt(signal)).toMatchObject({ seen: "nobody-in", count: 1 });
    expect(await tried({ ...known, ask: async () => answer(200) }).attempt(signal)).toEqual({
      seen: "let-in",
      count: 1,
      detail: ["GET /api/v1/state: 200"],
    });
    server.close();
  });

  test("where the kernel shows nothing nothing is claimed", async () => {
    const sockets = async () => ({ listening: [], peers: [] });
    await expect(tried({ sockets }).attempt(signal)).rejects.toMatchObject({ code: "drill.nothing-seen" });
    const elsewhere = join(dir.path, "proc");
    await mkdir(join(elsewhere, "fd"), { recursive: true });
    expect(await ownSockets(elsewhere)).toEqual({ listening: [], peers: [] });
  });

  test("addresses are read as the kernel writes them", () => {
    expect(placeOf("0100007F:1F90")).toEqual({ host: "127.0.0.1", port: 8080 });
    expect(placeOf("0000000000000000FFFF00000100007F:0050")).toEqual({ host: "127.0.0.1", port: 80 });
    expect(placeOf("00000000000000000000000001000000:01BB")).toEqual({
      host: "0000:0000:0000:0000:0000:0000:0000:0001",
      port: 443,
    });
  });
});

describe("a recording by its address", () => {
  const tried = (ids: readonly string[], ask: AskAsStranger = refuses) =>
    guessableAddress({
      ask,
      routes: [
        { method: "GET", path: "/messages/:id/archive" },
        { method: "POST", path: "/panic" },
        { method: "POST", path: "/sign-in" },
      ],
      messages: {
        newest: async () => ids.map((id) => ({ id }) as MessageRecord),
        get: async (id) => (ids.includes(id) ? ({ id } as MessageRecord) : undefined),
      },
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    }).attempt(signal);

  test("nothing is asked for that would do anything, and of what anybody may ask nothing", async () => {
    const asked: string[] = [];
    const id = randomId();
    const ask: AskAsStranger = async ({ method = "GET", path }) => {
      asked.push(`${method} ${path}`);
      return answer(401);
    };
    expect(await tried([id], ask)).toEqual({ seen: "refused", count: 4 });
    expect(asked.filter((one) => !one.startsWith("GET"))).toEqual(["POST /api/v1/panic?drill=1"]);
    expect(asked).toContain(`GET /api/v1/messages/${id}/archive`);
  });
  test("an answer is one too many, whatever it says", async () => {
    for (const status of [200, 400, 403, 404, 500])
      expect(await tried([], async () => answer(status))).toMatchObject({ seen: "answered" });
  });
  test("ids that are counted are found", async () => {
    const counted = [1, 2].map((n) =>
      Buffer.alloc(16, n === 1 ? 0 : 0)
        .fill(n, 15)
        .toString("base64url"),
    );
    expect(await tried(counted)).toMatchObject({ seen: "near" });
    expect(await tried([randomId(), randomId(), randomId()])).toMatchObject({ seen: "refused" });
  });
});

describe("a weak password", () => {
  const page = (verdict: string) =>
    new Map([
      [
        "/assets/judge-worker-a1b2c3d4.js",
        {
          bytes: Buffer.from(
            `globalThis.onmessage = ({ data }) => globalThis.postMessage({ id: data.id, kind: "done", output: { kind: ${verdict} } });`,
          ),
          isGzipped: false,
        },
      ],
    ]);
  const tried = (verdict: string | undefined) =>
    weakPassword({
      judge: makeServedJudge(verdict === undefined ? new Map() : page(verdict)),
      hash: quickHash,
      fits: async () => false,
      people: () => [],
      words: () => ["Wilhelmina"],
    }).attempt(signal);

  test("the judge that browsers are served is the one that is asked", async () => {
    expect(await tried('"common"')).toMatchObject({ seen: "refused" });
    expect(await tried('data.input.passphrase === "Wilhelmina2019" ? "good" : "common"')).toEqual({
      seen: "taken",
      count: 1,
    });
    expect(await tried(undefined)).toEqual({ seen: "no-judge" });
  });
  test("one that breaks down is none", async () => {
    await expect(tried("nothing.here")).rejects.toThrow();
  });
});

describe("a stolen disk", () => {
  const tried = (folder: string) =>
    stolenDisk({ folder, words: async () => ["Wilhelmina", "Jo"] }).attempt(signal);
  const keep = async (name: string, files: Readonly<Record<string, Uint8Array | string>>) => {
    const folder = join(dir.path, name);
    await mkdir(join(folder, "archive"), { recursive: true });
    for (const [file, bytes] of Object.entries(files)) await writeFile(join(folder, file), bytes);
    return folder;
  };
  const noise = (bytes: number) => {
    const made = Buffer.alloc(bytes);
    for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(made.subarray(at, at + 65_536));
    return made;
  };
  const sealed = () =>
    Buffer.concat([Buffer.from("age-encryption.org/v1\n-> X25519 a\nb\n--- c\n"), noise(9_000)]);

  test("noise is noise, and what is not the thief's to open is left alone", async () => {
    const folder = await keep("noise", {
      "household.sealed": noise(5_000),
      "archive/a.age": sealed(),
      "a.clip": noise(3_000),
      "device.key": "Wilhelmina",
      "a.report": noise(60_000),
    });
    expect(await tried(folder)).toEqual({ seen: "noise", count: 4 });
    expect(await tried(await keep("nothing", {}))).toEqual({ seen: "nothing-there" });
  });
  test.each<[string, Uint8Array | string]>([
    ["as it is", "...Wilhelmina..."],
    ["in hex", Buffer.from("Wilhelmina").toString("hex")],
    ["in base64", Buffer.from("x: Wilhelmina").toString("base64")],
    ["in UTF-16", Buffer.from("Wilhelmina", "utf16le")],
    ["short, as JSON has it", '{"name":"Jo"}'],
  ])("a name that stands there %s is found", async (how, bytes) => {
    const folder = await keep(`names ${how}`, { "household.sealed": bytes });
    expect(await tried(folder)).toEqual({ seen: "names", count: 1, detail: ["household.sealed"] });
  });
  test.each<[string, string, () => Uint8Array]>([
    ["one that is not sealed", "archive/a.age", () => noise(5_000)],
    ["a WAV in a sealed one", "archive/a.age", () => Buffer.concat([sealed(), Buffer.from("RIFF....WAVE")])],
    ["a message behind a head", "a.clip", () => Buffer.concat([noise(13), createMessageFile(50)])],
    ["what gets smaller", "a.item", () => Buffer.concat([noise(2_000), Buffer.alloc(2_000, 7)])],
  ])("a sound is heard: %s", async (how, file, make) => {
    const folder = await keep(`sounds ${how}`, { [file]: make() });
    expect(await tried(folder)).toEqual({ seen: "sounds", count: 1, detail: [file] });
  });
});

describe("a stranger on the radio", () => {
  const now = 30 * DAY;
  const toys = ["Bear", "Owl"].map((name) => ({
    id: randomId(),
    name,
    child: randomId(),
    model: "cloudpets",
    firmware: null,
    claimed: true,
    room: "home",
  }));
  type Heard = ReturnType<Parameters<typeof strangerOnTheRadio>[0]["heard"]>;
  const heard = (looked: boolean, connected = true) => ({ connected, ...(looked && { looked }) }) as Heard;
  const tried = (first: Heard, second: Heard, heldSince = now - DAY) =>
    strangerOnTheRadio({
      toys: () => toys,
      heard: ({ name }) => (name === "Bear" ? first : second),
      heldSince: () => heldSince,
      now: () => now,
    }).attempt(signal);

  test("each toy is held and was compared, or it is said which was not", async () => {
    expect(await tried(heard(true), heard(true))).toEqual({ seen: "compared", count: 2 });
    expect(await tried(heard(true), heard(false))).toEqual({
      seen: "not-compared",
      count: 1,
      detail: ["Owl"],
    });
    expect(await tried(heard(true), undefined)).toEqual({ seen: "out-of-reach", count: 1 });
    expect(await tried(heard(false, false), heard(false), now - 60_000)).toEqual({
      seen: "out-of-reach",
      count: 2,
    });
  });
});

describe("a wipe for ransom", () => {
  const tried = (parts: Partial<Parameters<typeof ransomWipe>[0]> = {}) =>
    ransomWipe({
      backups: { folder: "/stick", lookThrough: async () => ({ counter: 1, files: 3, damaged: [] }) },
      folder: "/data",
      lastMade: async () => 9 * DAY,
      lived: () => 10 * DAY,
      diskOf: async (folder) => folder.length,
      ...parts,
    }).attempt(signal);
  const throwing = (code: BackupError["code"]) => ({
    backups: {
      folder: "/stick",
      lookThrough: async () => {
        throw new BackupError(code, "as the test wants it");
      },
    },
  });

  test("whole, of the last days, and on another disk", async () => {
    expect(await tried()).toEqual({ seen: "whole-elsewhere", count: 3 });
    expect(await tried({ diskOf: async () => 1 })).toEqual({ seen: "same-disk", count: 3 });
    expect(await tried({ lived: () => 12 * DAY })).toEqual({ seen: "old", count: 3 });
    expect(await tried({ lastMade: async () => undefined })).toEqual({ seen: "none" });
    expect(
      await tried({
        backups: { folder: "/stick", lookThrough: async () => ({ counter: 1, files: 3, damaged: ["a"] }) },
      }),
    ).toEqual({ seen: "damaged", count: 1, detail: ["a"] });
    expect(await tried(throwing("backup.rolled-back"))).toMatchObject({ seen: "damaged" });
    expect(await tried(throwing("backup.gone"))).toEqual({ seen: "away", count: 1 });
  });
});

describe("a warning that nobody reads", () => {
  const guardian = randomId();
  const report = { id: randomId(), at: 0, text: "I can hear your child.", readBy: [] };
  const ask: AskAsStranger = async ({ method, path }) => {
    if (method === "POST") return answer(403, JSON.stringify({ code: "report.bad-work" }));
    return path.endsWith("/task") ? answer(200, JSON.stringify({ task: "a" })) : answer(200, "<form>");
  };
  const tried = async (parts: Partial<Parameters<typeof ignoredReport>[0]> = {}) => {
    const folder = join(dir.path, "reports");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "one.report"), "");
    return ignoredReport({
      ask,
      reports: () => [report],
      guardians: () => [guardian],
      shownTo: () => [{ id: report.id, at: "", text: "", isRead: false }],
      isToldTo: () => true,
      folder,
      now: () => DAY,
      ...parts,
    }).attempt(signal);
  };

  test("the way is open, and what came by it stands before each guardian until it is read", async () => {
    expect(await tried()).toEqual({ seen: "heard", count: 1 });
    expect(await tried({ shownTo: () => [] })).toMatchObject({ seen: "vanished" });
    expect(await tried({ isToldTo: () => false })).toMatchObject({ seen: "vanished" });
    expect(await tried({ folder: dir.path })).toMatchObject({ seen: "vanished" });
    expect(await tried({ now: () => 8 * DAY })).toEqual({ seen: "unread", count: 1 });
    expect(await tried({ ask: async () => answer(503) })).toMatchObject({ seen: "form-shut", count: 3 });
  });
});

describe("a maker that falls silent", () => {
  const policy = {
    "content-security-policy": "default-src 'none'; connect-src 'self'; img-src 'self' blob:",
  };
  const tried = (parts: Partial<Parameters<typeof silentVendor>[0]> = {}) =>
    silentVendor({
      ask: async () => answer(200, '<script src="/a.js">', policy),
      sockets: async () => ({ listening: [], peers: ["127.0.0.1", "192.168.1.7"] }),
      atHome: { "the disk": async () => undefined },
      outside: () => ["relay.example", "relay.example"],
      ...parts,
    }).attempt(signal);

  test("works alone, loads nothing from elsewhere, and dials nobody", async () => {
    expect(await tried()).toEqual({ seen: "alone", count: 1, detail: ["relay.example"] });
    expect(
      await tried({ atHome: { "the disk": () => Promise.reject(new Error("full")), page: async () => 1 } }),
    ).toEqual({ seen: "hangs", count: 1, detail: ["the disk"] });
    expect(await tried({ sockets: async () => ({ listening: [], peers: ["203.0.113.9"] }) })).toMatchObject({
      seen: "dials-out",
    });
    for (const ask of [
      async () =>
        answer(200, "", {
          "content-security-policy": `${policy["content-security-policy"]} https://cdn.example`,
        }),
      async () => answer(200, "", {}),
      async () => answer(200, '<script src="https://cdn.example/a.js">', policy),
    ])
      expect(await tried({ ask })).toMatchObject({ seen: "loads-elsewhere" });
  });
});
