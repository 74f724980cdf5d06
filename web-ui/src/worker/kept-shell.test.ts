/** What the worker keeps of the page, and what goes by it: with caches and a hub that are played. */
import { beforeEach, describe, expect, test } from "vitest";
import { openShell } from "./kept-shell.ts";
import { readShellList, type ShellList, writeShellList } from "./shell-list.ts";

const ORIGIN = "http://localhost:8080";
/** By cache and address; as the browser has them, oldest first. */
let kept: Map<string, Map<string, Response>>;
let asked: Request[];
let served: (path: string) => Response | Error;

const isFull = (error?: Error) => error !== undefined;
let putFails: Error | undefined;
const caches = {
  keys: async () => [...kept.keys()],
  delete: async (name: string) => kept.delete(name),
  open: async (name: string) => {
    const files = kept.get(name) ?? new Map<string, Response>();
    kept.set(name, files);
    return {
      match: async (address: string) => files.get(address),
      put: async (address: string, response: Response) => {
        if (isFull(putFails) && files.size > 0) throw putFails;
        files.set(address, response);
      },
    };
  },
  match: async (address: string) =>
    [...kept.values()].map((files) => files.get(address)).find((file) => file !== undefined),
} as unknown as CacheStorage;

const listOf = (version: string, ...paths: string[]): ShellList => ({
  version,
  files: new Map(paths.map((path) => [path, `sha256-of${path}`])),
});
const open = (list: ShellList) =>
  openShell(list, {
    origin: ORIGIN,
    caches,
    fetch: async (request) => {
      asked.push(request);
      const answer = served(new URL(request.url).pathname);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
const ask = (path: string, init: RequestInit & { mode?: RequestMode } = {}) => {
  const { mode = "cors", ...rest } = init;
  const request = new Request(path.startsWith("http") ? path : ORIGIN + path, rest);
  Object.defineProperty(request, "mode", { value: mode });
  return request;
};
const textOf = async (answer: Promise<Response> | undefined) => (await answer)?.text();

beforeEach(() => {
  [kept, asked, putFails] = [new Map(), [], undefined];
  served = (path) => new Response(`file ${path}`);
});

const FIRST = listOf("one", "/", "/assets/app-1.js");
const SECOND = listOf("two", "/", "/assets/app-2.js");

test("a list is read as it was written, and a worker that no build wrote into has none", () => {
  expect(readShellList(writeShellList(FIRST))).toEqual(FIRST);
  expect(readShellList("@shell@").files.size).toBe(0);
});

test("each file is asked for by its SHA-256, and without a cookie", async () => {
  await open(FIRST).take();
  expect(asked.map(({ url, integrity, credentials }) => ({ url, integrity, credentials }))).toEqual([
    { url: `${ORIGIN}/`, integrity: "sha256-of/", credentials: "omit" },
    { url: `${ORIGIN}/assets/app-1.js`, integrity: "sha256-of/assets/app-1.js", credentials: "omit" },
  ]);
});

test.each<[string, () => void]>([
  [
    "a file is not what the list says",
    () => (served = (path) => (path === "/" ? new Response("") : new TypeError("integrity"))),
  ],
  [
    "a file is there no more",
    () => (served = (path) => new Response("", { status: path === "/" ? 200 : 404 })),
  ],
  ["the browser is full", () => (putFails = new DOMException("full", "QuotaExceededError"))],
])("where %s, nothing of the build stays", async (_, happens) => {
  await open(FIRST).take();
  happens();
  await expect(open(SECOND).take()).rejects.toThrow();
  expect([...kept.keys()]).toEqual(["shell-one"]);
});

test("the page opens without the hub", async () => {
  await open(FIRST).take();
  served = () => new TypeError("no network");
  const shell = open(FIRST);
  expect(await textOf(shell.answer(ask("/", { mode: "navigate" })))).toBe("file /");
  expect(await textOf(shell.answer(ask("/assets/app-1.js")))).toBe("file /assets/app-1.js");
});

test("a newer build is the page; what is open of the one before finds the rest of itself; older ones are gone", async () => {
  for (const list of [listOf("zero", "/", "/assets/app-0.js"), FIRST, SECOND]) await open(list).take();
  const shell = open(SECOND);
  await shell.letGo();
  expect([...kept.keys()]).toEqual(["shell-one", "shell-two"]);
  served = () => new TypeError("gone from the hub");
  expect(await textOf(shell.answer(ask("/assets/app-1.js")))).toBe("file /assets/app-1.js");
  await expect(shell.answer(ask("/assets/app-0.js"))).rejects.toThrow("gone from the hub");
});

test("where the browser lost what was kept, the hub is asked", async () => {
  expect(await textOf(open(FIRST).answer(ask("/", { mode: "navigate" })))).toBe("file /");
});

describe("the worker has nothing to do with", () => {
  test.each<[string, Request]>([
    ["the API", ask("/api/v1/state")],
    ["the API, opened as a page", ask("/api/v1/openapi.json", { mode: "navigate" })],
    ["what is sent", ask("/assets/app-1.js", { method: "POST" })],
    ["an invitation's page", ask("/join", { mode: "navigate" })],
    ["the strangers' form", ask("/report.html", { mode: "navigate" })],
    ["the page, asked for as a file", ask("/")],
    ["an address with a query", ask("/?x=1", { mode: "navigate" })],
    ["another place", ask("https://elsewhere.example/assets/app-1.js")],
  ])("%s", async (_, request) => {
    const shell = open(FIRST);
    await shell.take();
    expect(shell.answer(request)).toBeUndefined();
  });
});
