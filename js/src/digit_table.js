/**
 * Digits that are not of the general category Nd, as ranges in hexadecimal.
 * Written by make_tables.py: do not change it by hand.
 */
export const OTHER_DIGITS =
  "b2-b3 b9 1369-1371 19da 2070 2074-2079 2080-2089 2460-2468 2474-247c 2488-2490 24ea " +
  "24f5-24fd 24ff 2776-277e 2780-2788 278a-2792 10a40-10a43 10e60-10e68 11052-1105a " +
  "1f100-1f10a";
