// The flood of a compact watershed on a GPU, in turns of two: GROWS, in which pixels take what is lower than what they
// have from their neighbours until nothing changes, and else what the neighbour that it came from no longer gives is
// taken away, and what came from there. A group does a tile in local memory until nothing changes there; what changes
// calls the tiles beside it to the next round.
#include "common.clh"
#include "alone.clh"
#include "segmentation/watershed.clh"
#include "segmentation/watershed_keys.clh"
#include "segmentation/watershed_cost.clh"
// Kernels of which a program is made: 1 the one that reads images, 2 the one for rounds, 3 the one that writes labels.
#ifndef PART
#define PART 0
#endif
#ifndef SIGNED
#define SIGNED 1
#endif
// source: of pixels that the flood has not come to, and of those where it must not.
#define NONE 0xFFFFFFFFu
#define NEVER 0xFFFFFFFEu
#define NOWHERE ((KEY_T)~(KEY_T)0)

#if PART == 0 || PART == 1
// wrong: bits for markers that must not be.
GROUP watershed_compact_begin(SOURCE(src), SOURCE(labels), MASK_PARAMS global KEY_T* restrict values,
                              global flooded_t* restrict flooded, global uchar* restrict from, global int* wrong,
                              const int4 size, const uint pixels) {
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    const int4 at = place_of(p, size);
    const labels_T label = READ(labels, at.s0, at.s1, at.s2, 0);
    const int masked = IS_MASKED(at.s0, at.s1, at.s2);
    const int mistakes = label == 0 ? 0 : (SIGNED && label < 0 ? WRONG_NEGATIVE : 0) | (masked ? WRONG_OUTSIDE : 0);
    if (mistakes) atomic_or(wrong, mistakes);
    const KEY_T value = key_of((COST_T)READ(src, at.s0, at.s1, at.s2, 0));
    values[p] = value;
    from[p] = 0;
    flooded[p] = label != 0 ? (flooded_t){value, 0, 0, p} : (flooded_t){NOWHERE, NOWHERE, NONE, masked ? NEVER : NONE};
  }
}
#endif

#if PART == 0 || PART == 2
#ifndef GROWS
#define GROWS 1
#endif
#include "segmentation/watershed_tiles.clh"
// Pixels of an item.
#define OWN ((TILE + LS - 1) / LS)

#define STEP_TO(k) ((DZ(k) * WY + DY(k)) * WX + DX(k))
#define STATE_AT(i) ((flooded_t){cost[i], entry[i], steps[i], source[i]})

inline flooded_t given_by(flooded_t giver, KEY_T value, int4 at, int4 size, COST_T compactness) {
  const int4 away = at - place_of(giver.source, size);
  return flooded_from(giver, cost_at(value, away.s0, away.s1, away.s2, compactness));
}

// The number of its own in state: the last round in which pixels have changed. from: the neighbour from which the flood
// came to a pixel, and a bit for what is new in `changes`: others must not see half of a pixel's state.
#define NEW_BIT 0x80
GROUP watershed_compact(global const KEY_T* restrict values, global const flooded_t* restrict flooded,
                        global flooded_t* restrict changes, global uchar* restrict from, volatile global int* state,
                        const int4 size, const int4 tiles, const int turn, const COST_T compactness) {
  local KEY_T cost[WX * WY * WZ], entry[WX * WY * WZ];
  local uint steps[WX * WY * WZ], source[WX * WY * WZ];
  local int changed[3], reached, sides, due[1];
  const int tile = get_group_id(0), item = get_local_id(0);
  if (!tile_is_due(state, turn, due)) return;
  const int4 t = (int4)(tile % tiles.s0, tile / tiles.s0 % tiles.s1, tile / tiles.s0 / tiles.s1, 0);
  const int left = t.s0 * TX, top = t.s1 * TY, front = t.s2 * TZ;
  if (item == 0) reached = sides = changed[0] = changed[1] = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = item; i < WX * WY * WZ; i += LS) {
    const int x = left + i % WX - 1, y = top + i / WX % WY - 1, z = front + i / (WX * WY) - SOLID;
    flooded_t here = {NOWHERE, NOWHERE, NONE, NEVER};
    if (x >= 0 && y >= 0 && z >= 0 && x < size.s0 && y < size.s1 && z < size.s2)
      here = flooded[(z * size.s1 + y) * size.s0 + x];
    cost[i] = here.cost, entry[i] = here.entry, steps[i] = here.steps, source[i] = here.source;
    if (here.source < NEVER) reached = 1;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (!reached) return;
  flooded_t now[OWN];
  int parent[OWN];
  uint news = 0, moved = 0;  // a bit for each own pixel
  // Mostly a few; what is left after as many as a tile has pixels is for the next round.
  for (int sweep = 0; sweep < TILE; ++sweep) {
    moved = 0;
    UNROLL for (int j = 0; j < OWN; ++j) {
      const int i = item + j * LS, around = AROUND(i);
      if (i >= TILE || source[around] == NEVER) continue;
      const int4 at = (int4)(left + i % TX, top + i / TX % TY, front + i / (TX * TY), 0);
      const uint p = (uint)((at.s2 * size.s1 + at.s1) * size.s0 + at.s0);
      if (source[around] == p) continue;
      now[j] = STATE_AT(around);
      if (sweep == 0) parent[j] = from[p];
#if GROWS
      ROLLED for (uint rest = NEIGHBOURS; rest; rest &= rest - 1) {
        const int k = 31 - clz(rest & -rest);
        const flooded_t giver = STATE_AT(around + STEP_TO(k));
        if (giver.source >= NEVER || giver.cost > now[j].cost) continue;
        const flooded_t given = given_by(giver, values[p], at, size, compactness);
        if (!is_lower(given, now[j])) continue;
        now[j] = given;
        parent[j] = k;
        moved |= 1u << j;
      }
#else
      if (now[j].source == NONE) continue;
      const flooded_t giver = STATE_AT(around + STEP_TO(parent[j]));
      if (giver.source < NEVER) {
        const flooded_t given = given_by(giver, values[p], at, size, compactness);
        if (!is_lower(now[j], given) && !is_lower(given, now[j])) continue;
      }
      now[j] = (flooded_t){NOWHERE, NOWHERE, NONE, NONE};
      moved |= 1u << j;
#endif
    }
    news |= moved;
    if (moved) changed[sweep % 3] = 1;
    if (item == 0) changed[(sweep + 1) % 3] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (!changed[sweep % 3]) break;
    UNROLL for (int j = 0; j < OWN; ++j) {
      if (!(moved >> j & 1)) continue;
      const int around = AROUND(item + j * LS);
      cost[around] = now[j].cost, entry[around] = now[j].entry;
      steps[around] = now[j].steps, source[around] = now[j].source;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (moved) atomic_or(&sides, 1 << OWN_TILE);
  UNROLL for (int j = 0; j < OWN; ++j) {
    if (!(news >> j & 1)) continue;
    const int i = item + j * LS;
    const int4 in = (int4)(i % TX, i / TX % TY, i / (TX * TY), 0);
    const uint p = (uint)(((front + in.s2) * size.s1 + top + in.s1) * size.s0 + left + in.s0);
    changes[p] = now[j];
    from[p] = (uchar)(parent[j] | NEW_BIT);
    atomic_or(&sides, tiles_that_see(in));
    state[1] = turn + 1;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  call_tiles(state, sides, t, tiles, turn);
}
#endif

#if PART == 0 || PART == 2
GROUP watershed_compact_commit(global flooded_t* restrict flooded, global const flooded_t* restrict changes,
                               global uchar* restrict from, global const int* restrict state, const uint pixels,
                               const int turn) {
  if (state[1] < turn + 1) return;
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    const uchar k = from[p];
    if (!(k & NEW_BIT)) continue;
    flooded[p] = changes[p];
    from[p] = k & ~NEW_BIT;
  }
}
#endif

#if PART == 0 || PART == 3
GROUP watershed_compact_labels(SOURCE(labels), global const flooded_t* restrict flooded, global dst_S* restrict dst,
                               const int4 size, const uint pixels) {
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    const uint source = flooded[p].source;
    dst_T label = 0;
    if (source < NEVER) {
      const int4 at = place_of(source, size);
      label = (dst_T)READ(labels, at.s0, at.s1, at.s2, 0);
    }
    STORE(dst, p, label);
  }
}
#endif
