import { Option } from "commander";
import { CLONE_DATA } from "./clone-data.ts";

/** `--data`, of a command that asks the hub that runs. */
export const hubDataOption = (): Option =>
  new Option("--data <folder>", "the data folder of the running hub").default(
    process.env.PAWPOST_DATA ?? CLONE_DATA,
  );
