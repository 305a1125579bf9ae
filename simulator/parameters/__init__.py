"""Parameters that come out of documents, where no SDK has looked at their types."""
