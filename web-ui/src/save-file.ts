/** Long enough for a slow device to have begun. */
const KEPT_MS = 60_000;

/** Into this device's downloads. @param name without a path */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.download = name;
  link.href = URL.createObjectURL(file);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
