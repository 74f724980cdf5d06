/** One path a sign, over a field of 24 x 24; the word beside it says the same. */
const ICONS = {
  home: "M4 11.5 12 5l8 6.500V19a1 1 0 0 1-1 1h-4.500v-5h-5v5H5a1 1 0 0 1-1-1z",
  timeline: "M12 4.500a7.500 7.500 0 1 0 .01 0M12 8v4.500l3 2",
  toys: "M7 6.500a2 2 0 1 0-2.500 3A7.500 7 0 0 0 12 20a7.500 7 0 0 0 7.500-10.500 2 2 0 1 0-2.500-3 8 8 0 0 0-10 0zM9.500 12v.01M14.500 12v.01M10.500 15.500q1.500 1 3 0",
  library:
    "M9 18.500a2.500 2 0 1 1-2.500-2q1.400 0 2.500 .800V5l9-1.500v13a2.500 2 0 1 1-2.500-2q1.400 0 2.500 .800M9 9l9-1.500",
  settings: "M5 8h8M17 8h2M5 16h2M11 16h8M15 6v4M9 14v4",
  help: "M9 9.500a3 3 0 1 1 4.500 2.600c-1 .600-1.500 1.100-1.500 2.400M12 18v.01",
} as const;

export type MenuIconName = keyof typeof ICONS;

export function MenuIcon({ name }: { name: MenuIconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={ICONS[name]} />
    </svg>
  );
}
