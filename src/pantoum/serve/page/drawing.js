// One symbol drawn by chance, the same for the same seed and text.

/**
 * The place of one of the items, each as likely as its `probability` to the power of
 * 1 / temperature; `text` is what is already there.
 */
export function drawn(items, temperature, seed, text) {
  const most = items.reduce((high, one) => Math.max(high, one.probability), 0);
  // Divided by the greatest first: a low temperature would make all of them 0.
  const shares = items.map((one) => (one.probability / most) ** (1 / temperature));
  let left = chance(seed, text) * shares.reduce((sum, share) => sum + share, 0);
  for (const [place, share] of shares.entries()) {
    left -= share;
    if (left < 0) return place;
  }
  return 0;
}

/** A number from 0 up to 1: a hash of the text (FNV-1a), mixed as in MurmurHash3. */
function chance(seed, text) {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of text) {
    hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
