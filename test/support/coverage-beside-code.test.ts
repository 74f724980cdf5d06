import { expect, test } from "vitest";
import besideCode from "./coverage-beside-code.ts";

test("nothing is counted here", async () => {
  expect(await besideCode.takeCoverage?.({ coverageFilesDirectory: "" })).toBeUndefined();
});
