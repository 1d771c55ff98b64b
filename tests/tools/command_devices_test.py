"""The device that the command picks, and what it says where there is none."""
import unittest

from command import DEVICE, NO_DEVICE, Case


class Devices(Case):
    def test_list(self): self.assertIn("memory", self.run_clumen("devices"))

    def test_unknown_name(self):
        self.refused("max", self.ramp(), "--device", "Abacus", code=NO_DEVICE, says=["Abacus", "there are"])
        self.refused("--device", "Abacus", "devices", code=NO_DEVICE, says="Abacus")

    def test_no_platform(self):
        nowhere = self.path("vendors")
        nowhere.mkdir()
        # OCL_ICD_FILENAMES may name a driver as well
        environment = {"OCL_ICD_VENDORS": f"{nowhere}/", "OPENCL_VENDOR_PATH": str(nowhere), "OCL_ICD_FILENAMES": ""}
        for arguments in (["devices"], ["max", self.ramp()]):
            self.refused(*arguments, code=NO_DEVICE, says="pocl-opencl-icd", environment=environment)

    def test_kernel_that_does_not_build(self):
        kernels = self.path("kernels")
        (kernels / "filter").mkdir(parents=True)
        (kernels / "filter" / "separable.cl").write_text("#error this is broken\n")
        kept = self.image("o.tif", [[1]])
        before = kept.read_bytes()
        self.refused("gaussian", self.ramp(), kept, code=DEVICE, says="this is broken",
                     environment={"CLUMEN_KERNEL_PATH": str(kernels)})
        self.assertEqual(kept.read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
