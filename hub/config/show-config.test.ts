import { expect, test } from "vitest";
import { showConfig } from "./show-config.ts";

const WRITTEN = {
  port: 8_090,
  names: ["bear.example"],
  backup_to: "/media/ours",
  log_level: "warn",
  home_name: true,
};
const shown = (env: Record<string, string>, isRedacted: boolean) =>
  Object.fromEntries(
    showConfig(env, WRITTEN, isRedacted).map(({ key, value, from }) => [key, [value, from]]),
  );

test("each setting is shown with where it stands: environment before file before default", () => {
  expect(shown({ PAWPOST_PORT: "9000", PAWPOST_CONFIG_MQTT_USER: "bear" }, false)).toMatchObject({
    port: ["9000", "environment"],
    mqtt_user: ["bear", "environment"],
    names: [["bear.example"], "file"],
    mqtt_base_topic: ["pawpost", "default"],
    microphone: [null, "default"],
  });
});

test("redacted, nothing is left of what says something of this house", () => {
  const said = shown({ PAWPOST_MQTT_USER: "bear", PAWPOST_HTTPS_PORT: "443" }, true);
  expect(JSON.stringify(said)).not.toMatch(/bear|ours/);
  expect(said).toMatchObject({
    port: [8_090, "file"],
    https_port: ["443", "environment"],
    home_name: [true, "file"],
    log_level: ["warn", "file"],
    names: ["…", "file"],
    backup_to: ["…", "file"],
    mqtt_user: ["…", "environment"],
    acme_directory: [expect.stringContaining("letsencrypt"), "default"],
  });
});
