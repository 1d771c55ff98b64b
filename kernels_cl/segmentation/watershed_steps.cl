// Counts steps over pixels of one level, and finds where the flood comes in, or that several such places are as near. A
// group does a tile in local memory until nothing changes there; what changes
// at its border calls the tiles beside it to the next round.
#include "common.clh"
#include "segmentation/watershed.clh"
#include "segmentation/watershed_tiles.clh"

// Takes the steps of the neighbours with the fewest and one more, and their entry. Returns whether that was news.
inline int take_step(local volatile uint* reached, local volatile uint* entries, int at, uint neighbours) {
  uint fewest = unknown, entry = several;
  for (uint rest = neighbours; rest; rest &= rest - 1) {
    const int k = 31 - clz(rest & -rest), there = at + (DZ(k) * WY + DY(k)) * WX + DX(k);
    const uint count = reached[there];
    if (count < fewest) fewest = count, entry = entries[there];
    else if (count == fewest && entries[there] != entry) entry = several;
  }
  if (fewest >= unknown - 2 || (fewest + 2 == reached[at] && entry == entries[at])) return 0;
  reached[at] = fewest + 2;
  entries[at] = entry;
  return 1;
}

// The number of its own in state: what is wrong with markers.
GROUP watershed_steps(global const KEY_T* restrict level, volatile global uint* steps, volatile global uint* entry,
                      volatile global int* state, const int4 size, const int4 tiles, const int turn) {
  local volatile uint reached[WX * WY * WZ], entries[WX * WY * WZ];
  local uint same[TILE];
  local int again, sides, due[1];
  local int changed[3];
  const int tile = get_group_id(0), item = get_local_id(0);
  if (!tile_is_due(state, turn, due)) return;
  const int4 t = (int4)(tile % tiles.s0, tile / tiles.s0 % tiles.s1, tile / tiles.s0 / tiles.s1, 0);
  const int left = t.s0 * TX, top = t.s1 * TY, front = t.s2 * TZ;
  if (item == 0) again = 0, sides = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = item; i < WX * WY * WZ; i += LS) {
    const int x = left + i % WX - 1, y = top + i / WX % WY - 1, z = front + i / (WX * WY) - SOLID;
    const int inside = x >= 0 && y >= 0 && z >= 0 && x < size.s0 && y < size.s1 && z < size.s2;
    const uint p = inside ? (uint)((z * size.s1 + y) * size.s0 + x) : 0, here = inside ? steps[p] : never;
    reached[i] = here;
    entries[i] = entry[p];
    if (here == unknown || (turn > 0 && here >= 2 && here != never)) again = 1;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (!again) return;
  // Neighbours on the same level, of those pixels that may still change.
  for (int i = item; i < TILE; i += LS) {
    const int4 at = (int4)(left + i % TX, top + i / TX % TY, front + i / (TX * TY), 0);
    const uint here = reached[AROUND(i)];
    uint bits = 0;
    if (here >= 2 && here != never) {
      const uint p = (uint)((at.s2 * size.s1 + at.s1) * size.s0 + at.s0);
      const KEY_T height = level[p];
      FOR_NEIGHBOURS(k, at, size) bits |= (uint)(level[neighbour_of(p, k, size)] == height) << k;
    }
    same[i] = bits;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (item == 0) changed[0] = changed[1] = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int sweep = 0;; ++sweep) {
    for (int j = item; j < TILE; j += LS)
      if (take_step(reached, entries, AROUND(j), same[j])) changed[sweep % 3] = 1;
    // Nobody looks at the next one before the barrier, nor at the last one after it.
    if (item == 0) changed[(sweep + 1) % 3] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (!changed[sweep % 3]) break;
  }
  for (int i = item; i < TILE; i += LS) {
    if (!same[i]) continue;
    const int4 in = (int4)(i % TX, i / TX % TY, i / (TX * TY), 0);
    const uint p = (uint)(((front + in.s2) * size.s1 + top + in.s1) * size.s0 + left + in.s0);
    const uint now = reached[AROUND(i)], from = entries[AROUND(i)];
    if (now == steps[p] && from == entry[p]) continue;
    steps[p] = now;
    entry[p] = from;
    atomic_or(&sides, tiles_that_see(in));
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  call_tiles(state, sides, t, tiles, turn);
}
