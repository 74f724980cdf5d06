/** Link is asked as a stranger is: whatever it answers ends this try, and nothing else. With the real one: `hub/link/egress.test.ts`. */
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { systemClock } from "../clock/system-clock.ts";
import { openLinkLine } from "./link-line.ts";

const JOB = { zone: "family.example", name: "_acme-challenge.hub.family.example" };
const none = new AbortController().signal;

test.each([
  ["no JSON", 200, "{"],
  ["another answer", 200, '{"servers":"all"}'],
  ["more than any answer", 200, "x".repeat(100_000)],
  ["no", 403, ""],
])("a link that says %s is one that cannot be asked", async (_, status, said) => {
  await using folder = await makeTempDir();
  const socketPath = join(folder.path, "link.sock");
  const link = createServer((_, response) => response.writeHead(status).end(said)).listen(socketPath);
  await once(link, "listening");
  const asked = openLinkLine(socketPath, systemClock).askNameServers(JOB, none);
  await expect(asked).rejects.toMatchObject({ code: "certificate.no-link" });
  link.closeAllConnections();
  link.close();
});
