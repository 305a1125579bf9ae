"""The specification: what each pattern owes, as Gherkin, with the clauses beside it."""
