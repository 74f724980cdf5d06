import { fileURLToPath } from "node:url";

/** Whether this is the program that a package put in place, whose processes systemd starts: docs/services.md. */
export const IS_INSTALLED = fileURLToPath(new URL("../..", import.meta.url)).startsWith(
  "/opt/pawpost/versions/",
);

/** What starts it. */
export const HOW_TO_START = IS_INSTALLED ? "systemctl start pawpost.target" : "scripts/start";
