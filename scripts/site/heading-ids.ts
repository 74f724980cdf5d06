/** @returns what gives each heading of one page its id as GitHub does, so that a link with a `#` works there and on the site */
export function newHeadingIds(): (title: string) => string {
  const times = new Map<string, number>();
  return (title) => {
    const id = title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    const before = times.get(id) ?? 0;
    times.set(id, before + 1);
    return before === 0 ? id : `${id}-${before}`;
  };
}
