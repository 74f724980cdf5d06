/** What pressing it does, over a field of 24 x 24; the word beside it says the same. */
export function RecordingIcon({ of }: { of: "record" | "stop" }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {of === "stop" ? (
        <rect x="5" y="5" width="14" height="14" rx="3" fill="currentColor" />
      ) : (
        <>
          <rect x="8.500" y="2" width="7" height="12" rx="3.500" fill="currentColor" />
          <path
            d="M5 11a7 7 0 0 0 14 0M12 18v4"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
          />
        </>
      )}
    </svg>
  );
}
