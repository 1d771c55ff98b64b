"""What operations that measure give: columns that NumPy, pandas and Arrow read."""


class Table(dict):
    """name: NumPy column, in the order in which the columns were asked for. units: name: the unit of columns that have
    one."""

    def __init__(self, columns=(), units=None):
        super().__init__(columns)
        self.units = dict(units or {})

    def to_pandas(self, units="attrs"):
        """As a pandas DataFrame. units: "attrs" for attrs["units"], "header" for names such as "area [µm²]", as the
        command's CSV files have them with --units."""
        import pandas

        if units not in ("attrs", "header"): raise ValueError(f'to_pandas: units is {units}; allowed is attrs or header')
        named = {f"{name} [{self.units[name]}]" if name in self.units and units == "header" else name: column
                 for name, column in self.items()}
        frame = pandas.DataFrame(named)
        frame.attrs["units"] = dict(self.units)
        return frame

    def to_arrow(self):
        """As a pyarrow Table; a field's metadata has its unit. (`pyarrow.table(table)` takes the columns alone, since a
        Table is a dict.)"""
        import pyarrow

        arrays = [pyarrow.array(column) for column in self.values()]
        fields = [
            pyarrow.field(name, array.type, metadata={"unit": self.units[name]} if name in self.units else None)
            for name, array in zip(self, arrays)
        ]
        return pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields))

    def __arrow_c_stream__(self, requested_schema=None):
        """Arrow's own protocol, through pyarrow."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)
