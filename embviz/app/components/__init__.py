"""Components of the pages: charts, exports, inputs, tables, messages about unknown words."""
