import { stat } from "node:fs/promises";
import { ConfigError } from "../../../hub/config/errors.ts";
import { loadConfig } from "../../../hub/config/load-config.ts";
import { type Check, fail, ok } from "../../../hub/house-check/check.ts";
import type { DoctorContext } from "../doctor-context.ts";

export const settingsCheck: Check<DoctorContext> = {
  id: "settings",
  title: "Settings",
  why: "With a setting that it does not understand the hub does not start; with a secret that others read it is none.",
  async run({ env, dataDir, configFile }) {
    try {
      const config = await loadConfig({
        ...env,
        PAWPOST_DATA: dataDir,
        PAWPOST_RUN: "/",
        PAWPOST_CONFIG: configFile,
      });
      for (const secret of [config.dnsUpdateKey, config.mqttPasswordFile, config.metricsTokenFile]) {
        if (secret === undefined) continue;
        const { mode } = await stat(secret);
        if ((mode & 0o007) !== 0)
          return fail(`Everybody on this machine may read ${secret}.`, `sudo chmod o-rwx ${secret}`);
      }
      return ok(`${configFile} says nothing that the hub does not understand.`);
    } catch (error) {
      if (error instanceof ConfigError) return fail(`${error.message}.`, error.advice);
      const { code, path } = error as NodeJS.ErrnoException;
      if (code === "ENOENT")
        return fail(
          `${path} is not there, and a setting names it.`,
          "Mend the setting: docs/configuration.md",
        );
      throw error;
    }
  },
};
