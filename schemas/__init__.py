"""What the data is: contracts of the reports, tables of the warehouse, reference data, settings."""
