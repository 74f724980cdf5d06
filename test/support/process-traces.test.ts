import { afterEach, expect, test, vi } from "vitest";
import { takeTraces, tracesLeft } from "./process-traces.ts";

const before = takeTraces();
const folder = process.cwd();
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  process.chdir(folder);
});

test.each<[string, () => unknown, string[]]>([
  ["nothing", () => undefined, []],
  ["a played clock", () => vi.useFakeTimers({ toFake: ["Date"] }), ["Date"]],
  ["another fetch", () => vi.stubGlobal("fetch", () => undefined), ["fetch"]],
  ["a page's document", () => vi.stubGlobal("document", {}), ["document"]],
  ["a variable", () => vi.stubEnv("PAWPOST_DATA", "/tmp"), ["the environment"]],
  ["another folder", () => process.chdir("/"), ["the folder of the process"]],
  ["played chance", () => vi.spyOn(Math, "random").mockReturnValue(0.5), ["chance"]],
])("finds %s", (_, leave, found) => {
  leave();
  expect(tracesLeft(before, takeTraces())).toEqual(found);
});
