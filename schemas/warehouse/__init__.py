"""Tables and views of the warehouse besides the facts: `ref`, `ops`, `mart`."""
