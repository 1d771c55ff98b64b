"""What operations that measure give: columns that NumPy, pandas and Arrow read."""


class Table(dict):
    """name: NumPy column, in the order in which the columns were asked for. units: name: the unit of columns that have
    one."""

    def __init__(self, columns=(), units=None):
        super().__init__(columns)
        self.units = dict(units or {})

    def to_pandas(self):
        """As a pandas DataFrame, whose attrs have the units."""
        import pandas

        frame = pandas.DataFrame(dict(self))
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
