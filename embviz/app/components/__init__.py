"""Parts that pages are built of: charts, inputs, tables, what is said of unknown words."""
