import { expect, test } from "vitest";
import { readConfig } from "./load-config.ts";

const read = (env: Record<string, string>, file: Record<string, unknown> = {}) =>
  readConfig({ PAWPOST_DATA: "/data", PAWPOST_RUN: "/run", ...env }, file, "config.yaml");

test("a key of the file is set by PAWPOST_CONFIG_ and its name in capitals as well", () => {
  expect(read({ PAWPOST_CONFIG_MQTT_BASE_TOPIC: "bears" }, { mqtt_base_topic: "cubs" }).mqttBaseTopic).toBe(
    "bears",
  );
  expect(read({ PAWPOST_CONFIG_BACKUP_TO: "/media/stick", PAWPOST_CONFIG: "/etc/c.yaml" }).backupTo).toBe(
    "/media/stick",
  );
  expect(read({ PAWPOST_CONFIG_PORT: "" }, { port: 9_000 }).port).toBe(9_000);
});

test.each([
  ["a bad value", { PAWPOST_CONFIG_PORT: "x" }, "PAWPOST_CONFIG_PORT: write a whole number"],
  [
    "one that is none",
    { PAWPOST_CONFIG_PROT: "1" },
    "PAWPOST_CONFIG_PROT: there is no such setting; did you mean PAWPOST_CONFIG_PORT?",
  ],
  [
    "one that the file has not either",
    { PAWPOST_CONFIG_DATA: "/data" },
    "PAWPOST_CONFIG_DATA: there is no such setting",
  ],
  [
    "two that differ",
    { PAWPOST_PORT: "1", PAWPOST_CONFIG_PORT: "2" },
    "PAWPOST_PORT and PAWPOST_CONFIG_PORT say different things",
  ],
])("%s stops the start, and is named", (_, env, says) => expect(() => read(env)).toThrow(says));

test("both names may say the same", () =>
  expect(read({ PAWPOST_PORT: "81", PAWPOST_CONFIG_PORT: "81" }).port).toBe(81));
