/** Web Locks: what is done under a name, one tab of this browser does at a time; a tab that is gone has given it back. */
export const inOneTab = async <T>(name: string, work: () => Promise<T>): Promise<T> =>
  // Browsers without it are years old: there each tab is on its own, and the hub knows a message by its id.
  navigator.locks === undefined ? work() : navigator.locks.request(name, work);
