// Catchment basins: every pixel points to the lowest of its neighbours below it, of equal ones to the first, and a pixel
// that has none is a basin's minimum, which gets a number. Which number it is does not matter.
#include "common.clh"
#include "alone.clh"
#include "segmentation/watershed.clh"
#include "segmentation/watershed_keys.clh"

// level: the pixels as keys. trees: for each basin the root of its tree, at first itself, and how high the way there is;
// best: the lowest way out of each tree and where it leads.
GROUP watershed_descend(SOURCE(src), MASK_PARAMS global KEY_T* restrict level, global uint* restrict node,
                        global uint* restrict state, global uint* restrict root, global KEY_T* restrict height,
                        global uint* restrict best, const int4 size, const uint pixels) {
  local uint minima, first;
  if (get_local_id(0) == 0) minima = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    const int4 at = place_of(p, size);
    const KEY_T here = key_of(READ(src, at.s0, at.s1, at.s2, 0));
    level[p] = here;
    if (IS_MASKED(at.s0, at.s1, at.s2)) {
      node[p] = no_node;
      continue;
    }
    KEY_T lowest = here;
    uint to = p;
    FOR_NEIGHBOURS(k, at, size) {
      const int x = at.s0 + DX(k), y = at.s1 + DY(k), z = at.s2 + DZ(k);
      if (!IS_MASKED(x, y, z)) {
        const KEY_T there = key_of(READ(src, x, y, z, 0));
        const uint q = neighbour_of(p, k, size);
        if (there < lowest || (there == lowest && q < to)) lowest = there, to = q;
      }
    }
    node[p] = to != p ? to : basin_bit | atomic_inc(&minima);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  // 0 stands for all that is flooded
  if (get_local_id(0) == 0) first = 1 + (minima ? atomic_add(state + STATE_BASINS, minima) : 0);
  barrier(CLK_LOCAL_MEM_FENCE);
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    const uint to = node[p];
    if (to != no_node && to & basin_bit) node[p] = to + first;
  }
  ROLLED for (uint i = get_local_id(0); i < minima; i += LS) {
    const uint basin = first + i;
    root[basin] = basin;
    height[basin] = 0;
    ROLLED for (int word = 0; word <= WIDE + 1; ++word) best[(WIDE + 2) * basin + word] = 0xFFFFFFFFu;
  }
  if (get_global_id(0) == 0) root[0] = 0, height[0] = 0;
}
