/** Letters to be typed elsewhere: in groups that have numbers, to find the one that looks wrong. */
export function LetterGroups({ groups }: { groups: readonly string[] }) {
  return (
    <ol class="groups">
      {groups.map((group, at) => (
        <li key={group + String(at)}>
          <span class="number">{at + 1}</span> <code>{group}</code>
        </li>
      ))}
    </ol>
  );
}
