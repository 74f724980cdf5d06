import { expect, test } from "vitest";
import { everyServerSays } from "./dns-way.ts";

const row = (server: string, ...texts: string[]) => ({ server, texts });
const silent = (server: string) => ({ server });

test.each([
  ["both say it, one beside something else", [row("ns1", "it"), row("ns2", "other", "it")], true],
  ["one says something else", [row("ns1", "it"), row("ns2", "other")], false],
  ["one says nothing", [row("ns1", "it"), row("ns2")], false],
  ["one does not answer", [row("ns1", "it"), silent("ns2")], false],
  [
    "one answers by IPv4 alone: this house has no other",
    [row("ns1", "it"), silent("ns1"), row("ns2", "it")],
    true,
  ],
  [
    "one says it by one address and not by the other",
    [row("ns1", "it"), row("ns1"), row("ns2", "it")],
    false,
  ],
  ["nobody knows who they are", [], false],
])("%s", (_, servers, says) => expect(everyServerSays({ servers }, "it")).toBe(says));
