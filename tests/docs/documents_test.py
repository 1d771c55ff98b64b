"""How pages are taken apart, and that no block is left out unseen."""
import pathlib
import tempfile
import unittest

import documents

PAGE = """# A page

    clumen devices

    clumen info a.tif

`mine.cl`:

```c
kernel void mine() {}
```

<!-- not run: names a device -->
    clumen --device X devices

- a list
    goes on

<!-- needs: pyclesperanto -->
```python
import clumen
```

| there | here | what differs |
|---|---|---|
| `a(1, 2)`, `b` | `c \\| d` | = |
"""

# What cannot run here, page by page; each says why.
NOT_RUN = {"README.md": ["needs the checkout", "needs the checkout"], "tutorial.md": ["needs a network", "names a device"],
           "kernels.md": ["watches until it is stopped", "needs the checkout"], "from-clij.md": ["needs Fiji"], "from-cucim.md": ["needs CUDA"]}


class Documents(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.page = pathlib.Path(folder.name) / "page.md"
        self.page.write_text(PAGE, encoding="utf-8")

    def test_blocks(self):
        found = [(b.line, b.language, b.file, b.not_run, b.needs, b.text) for b in documents.blocks(self.page)]
        self.assertEqual(found, [(3, "sh", "", "", "", "clumen devices\n\nclumen info a.tif\n"),
                                 (10, "c", "mine.cl", "", "", "kernel void mine() {}\n"),
                                 (14, "sh", "", "names a device", "", "clumen --device X devices\n"),
                                 (21, "python", "", "", "pyclesperanto", "import clumen\n")])

    def test_rows(self):
        [row] = documents.rows(self.page)
        self.assertEqual((row.line, row.code(0), row.code(1), row.cells[2]), (26, ["a(1, 2)", "b"], ["c | d"], "="))

    def test_every_block_runs(self):
        """A block is run, or a file of a block that runs, or printed by one, or says why not; there are no more of those than here."""
        for page in documents.PAGES:
            blocks = documents.blocks(page)
            self.assertTrue(blocks, f"{page}: no examples")
            self.assertEqual([b.not_run for b in blocks if b.not_run], NOT_RUN.get(page.name, []), page)
            for before, block in zip([None, *blocks], blocks):
                with self.subTest(str(block)):
                    if block.language in documents.RUN or block.not_run: continue
                    if block.language == documents.PRINTED: self.assertEqual(before.language, "sh", "printed by nothing")
                    else: self.assertTrue(block.file and block.language in documents.FILES, f"{block.language}: nobody runs this")


if __name__ == "__main__":
    unittest.main()
