/** Names of files that every file system takes, and that sort by time. */

const two = (value: number) => String(value).padStart(2, "0");

const dayOf = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** `audio/2026-03-04_19-42_<id>.wav`, in the viewer's own zone. */
export const soundFile = (at: Date, id: string): string =>
  `audio/${dayOf(at)}_${two(at.getHours())}-${two(at.getMinutes())}_${id}.wav`;

/** What is left of a name that every file system takes; the rest stands in the page. */
export const folderName = (child: string, at: Date): string => {
  const plain = child
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return ["pawpost", plain, dayOf(at)].filter((part) => part !== "").join("-");
};
