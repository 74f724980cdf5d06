import { HubError } from "../domain/hub-error.ts";

/** What to do about it, in words for whoever runs the hub. */
const ADVICE = {
  "backup.off": "Set backup_to to a folder of its own, best on a stick or another disk: docs/backup.md.",
  "backup.gone":
    "Plug the stick in again, or connect the disk: the hub goes on by itself. For another stick: pawpost backup create --new-place.",
  "backup.none": "Name the folder that backup_to names, or a pawpost-backup-... folder in it.",
  "backup.busy": "Wait until it is done, then try again.",
  "backup.cancelled": "What was whole before is whole still. Start it again when you like.",
  "backup.full":
    "Free some room there, or use a larger one. The last whole backup is still there, and the hub tries again.",
  "backup.read-only": "See that the hub may write there: who owns the folder, and how it is mounted.",
  "backup.io": "Look at that disk (dmesg). The last whole backup is still there, unless the disk lost it.",
  "backup.foreign":
    "That folder is no backup of this hub, or somebody changed it. Keep it as it is, and use another folder or stick.",
  "backup.altered":
    "Keep it as it is. Try an older backup there (pawpost backup list), or another stick; on the hub: pawpost backup create.",
  "backup.rolled-back":
    "The folder has gone back in time: somebody put an older copy there, or the disk lost what was written. Keep another backup elsewhere.",
  "backup.newer": "Update Pawpost on this machine first.",
  "backup.no-guardian": "Open the page and become the first guardian: until then there is nothing to keep.",
  "backup.wrong-key":
    "Type it again. It must be the passphrase, or a recovery sheet, of somebody who was a guardian when the backup was made.",
} as const satisfies Record<string, string>;

/** What a backup could not do, or is not. */
export class BackupError extends HubError {
  override readonly name = "BackupError";
  readonly code: keyof typeof ADVICE;
  readonly advice: string;

  constructor(code: BackupError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = ADVICE[code];
  }
}

const CODES: Readonly<Record<string, BackupError["code"]>> = {
  ENOSPC: "backup.full",
  EDQUOT: "backup.full",
  EFBIG: "backup.full",
  EROFS: "backup.read-only",
  EACCES: "backup.read-only",
  EPERM: "backup.read-only",
  ENOENT: "backup.gone",
  ENODEV: "backup.gone",
  ENXIO: "backup.gone",
  ENOTCONN: "backup.gone",
  ESTALE: "backup.gone",
};

/**
 * Names what the operating system said about the place of a backup, or what `durable-file.ts` made of it.
 * @returns what is none of the system's, as it is: what the store says while it is read
 */
export function placeError(doing: string, cause: unknown): unknown {
  const system = systemCode(cause);
  if (cause instanceof BackupError || system === undefined) return cause;
  return new BackupError(CODES[system] ?? "backup.io", `${doing}: ${system}`, { cause });
}

function systemCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if ("syscall" in at && "code" in at && typeof at.code === "string") return at.code;
  return undefined;
}
