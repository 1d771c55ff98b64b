"""clumen reach."""
import unittest

from command import Case


class Reach(Case):
    def reach(self, *arguments): return self.run_clumen("reach", *arguments).strip()

    def test_chains(self):
        self.assertEqual(self.reach("gaussian(5) | binary_erosion(disk:2)"), "x 22  y 22  z 0  global no")
        self.assertEqual(self.reach("gaussian(5)|binary_erosion(ball:2)", "--ndim=3"), "x 22  y 22  z 22  global no")
        self.assertEqual(self.reach("gaussian(sigma=[1,2,0], truncate=3)", "--ndim=3"), "x 3  y 6  z 0  global no")
        self.assertEqual(self.reach("gaussian(2) | subtract(input) | erosion(box:3x5, mode=wrap)"), "x 9  y 10  z 0  global no")
        self.assertEqual(self.reach("add(1)"), "x 0  y 0  z 0  global no")
        self.assertTrue(self.reach("gaussian(1) | greater(3) | label").endswith("global yes"))
        self.assertTrue(self.reach("gaussian(5) | greater(threshold_otsu()) | binary_erosion(disk:2)").endswith("global yes"))
        self.assertEqual(self.reach("gaussian(5) | subtract(b=uniform_filter(3))"), "x 21  y 21  z 0  global no")
        self.assertTrue(self.reach("threshold_otsu").endswith("global yes"))

    def test_refusals(self):
        self.refused("reach", "gausian(5)", says=["gausian", "gaussian"])
        self.refused("reach", "gaussian(width=5)", says=["width", "sigma"])
        self.refused("reach", "gaussian(1, sigma=2)", says="sigma is given twice")
        self.refused("reach", "gaussian(1, reflect, 4, 5)", says="too many")
        self.refused("reach", "gaussian(-1)", says="sigma")
        self.refused("reach", "gaussian(1", says="no step")
        self.refused("reach", "gaussian(1) |", says="no step")
        self.refused("reach", "", says="")
        self.refused("reach", "binary_erosion(disc:2)", says="disc:2")
        self.refused("reach", "gaussian(1) | label", says="label")  # a float image has no labels
        self.refused("reach", "regionprops_table", "--dtype=u8", says="table")
        self.refused("reach", "regionprops_table | label", "--dtype=u8", says=["table", "ends a chain"])
        self.refused("reach", "label | join_segmentations(regionprops_table())", "--dtype=u8", says="table")
        self.refused("reach", "join_segmentations(s2=mask)", "--dtype=u8", says=["mask", "input"])
        self.refused("reach", "add(1)", "--ndim=4", says="ndim")
        self.refused("reach", "add(1)", "--dtype=u7", says="u7")


if __name__ == "__main__":
    unittest.main()
